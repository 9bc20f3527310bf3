import { type DatabaseSettings, postgres } from "@madang/service-kit";
import { Prisma, PrismaClient } from "./__generated__/prisma/client.ts";

export type Db = PrismaClient;
export type Tx = Prisma.TransactionClient;
/** Composed SQL. */
export type Fragment = Prisma.Sql;

/** Joins SQL fragments; their values stay parameters. */
export const { sql, join, empty } = Prisma;

export const connect = (settings: DatabaseSettings): Db => new PrismaClient({ adapter: postgres(settings) });
