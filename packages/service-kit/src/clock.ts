import type { Sql } from "./database/sql.ts";

/** What tells the time. In service it is the database's, so that all instances agree whatever their own clocks say. */
export interface Clock {
  (db: Sql): Promise<Date>;
  /** How a statement tells the same time by itself: `kit_now(stoppedAt, aheadMs)`. */
  turned(): Turned;
}

/** A clock as a test turned it: stopped, or ahead of the database's. */
export interface Turned {
  readonly stoppedAt: Date | null;
  readonly aheadMs: number;
}

async function tellTime(db: Sql): Promise<Date> {
  const [row] = await db.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
  if (!row) throw new Error("The database did not tell the time.");
  return row.now;
}

export const databaseClock: Clock = Object.assign(tellTime, { turned: () => ({ stoppedAt: null, aheadMs: 0 }) });

/** What a turned clock shows when the database's shows `now`. */
export const turnedTo = ({ stoppedAt, aheadMs }: Turned, now: Date): Date =>
  stoppedAt ?? new Date(now.getTime() + aheadMs);
