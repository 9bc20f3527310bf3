import { type DatabaseSettings, postgres } from "@madang/service-kit";
import { type Prisma, PrismaClient } from "./__generated__/prisma/client.ts";

export type Db = PrismaClient;
export type Tx = Prisma.TransactionClient;

/** What reads can be done with: the client or a transaction. */
export type Sql = Pick<Tx, "$queryRaw">;

export const connect = (settings: DatabaseSettings): Db => new PrismaClient({ adapter: postgres(settings) });
