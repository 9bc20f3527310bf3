import type { Sql } from "./database/sql.ts";

/** What tells the time. In service it is the database's, so that all instances agree whatever their own clocks say. */
export type Clock = (db: Sql) => Promise<Date>;

export const databaseClock: Clock = async (db) => {
  const [row] = await db.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
  if (!row) throw new Error("The database did not tell the time.");
  return row.now;
};
