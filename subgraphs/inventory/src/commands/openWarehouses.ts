import {
  createLog,
  databaseClock,
  type Environment,
  kitSettings,
  readSettings,
  runAction,
  serviceViewer,
  transactions,
} from "@madang/service-kit";
import { openWarehouse } from "../actions/openWarehouse.ts";
import { connect, type Tx } from "../data/database.ts";
import type { NewWarehouse } from "../data/warehouses.ts";

const databaseSettings = kitSettings.pick({
  DATABASE_POOL: true,
  DATABASE_CONNECT_TIMEOUT_MS: true,
  DATABASE_STATEMENT_TIMEOUT_MS: true,
});

/** Opens warehouses, outside the graph; leaves those that are there. Gives how many it opened. */
export async function openWarehouses(where: {
  readonly databaseUrl: string;
  readonly env: Environment;
  readonly warehouses: readonly NewWarehouse[];
}): Promise<number> {
  const pool = readSettings(databaseSettings, where.env);
  const db = connect({ ...pool, databaseUrl: where.databaseUrl, name: "inventory" });
  const transact = transactions<Tx>("inventory", db, databaseClock, pool.DATABASE_STATEMENT_TIMEOUT_MS, {});
  const options = { viewer: serviceViewer("inventory"), log: createLog("inventory", "warn") };
  try {
    let count = 0;
    for (const warehouse of where.warehouses)
      if (await runAction(transact, openWarehouse, warehouse, options)) count += 1;
    return count;
  } finally {
    await db.$disconnect();
  }
}
