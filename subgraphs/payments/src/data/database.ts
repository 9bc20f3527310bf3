import { type DatabaseSettings, postgres } from "@madang/service-kit";
import { type Prisma, PrismaClient } from "./__generated__/prisma/client.ts";

export type Db = PrismaClient;
export type Tx = Prisma.TransactionClient;

export const connect = (settings: DatabaseSettings): Db => new PrismaClient({ adapter: postgres(settings) });
