import type { Db } from "./database.ts";

interface Total {
  readonly currency: string;
  readonly orders: number;
  readonly totalMinor: string;
}

/** The orders that were confirmed from one instant on and before another, whatever became of them, by currency. */
export const confirmedTotals = (db: Db, from: Date, to: Date): Promise<Total[]> =>
  db.$queryRaw<Total[]>`
  SELECT currency, count(*)::int AS orders, sum(total_minor)::text AS "totalMinor" FROM "order"
  WHERE confirmed_at >= ${from}::timestamptz AND confirmed_at < ${to}::timestamptz
  GROUP BY currency ORDER BY currency`;
