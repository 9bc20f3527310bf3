import { chooseAccount, reachableDataDir } from "../postgres/account.ts";
import { clearLeftovers as clearPostgres } from "../postgres/leftovers.ts";
import { clearRedisLeftovers } from "../redis/index.ts";
import { folders } from "./folders.ts";

/** Where PostgreSQL really keeps this checkout's data. */
export const postgresFolder = () => reachableDataDir(folders.postgres, chooseAccount(folders.postgres));

/** Ends the servers that a killed launcher of this checkout left behind, so that their ports are free again. */
export async function clearLeftovers(): Promise<void> {
  await Promise.all([clearPostgres(postgresFolder()), clearRedisLeftovers(folders.redis)]);
}
