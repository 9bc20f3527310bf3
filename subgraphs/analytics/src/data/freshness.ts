import type { Db, Tx } from "./database.ts";

export interface Freshness {
  readonly asOf: Date | null;
  readonly lagMs: number | null;
}

/** Notes the newest of some events as known from now on. */
export const noteCounted = (tx: Tx, eventIds: readonly string[], now: Date) => tx.$executeRaw`
  INSERT INTO freshness AS known (as_of, lag_ms)
  SELECT max(time), least(greatest(extract(epoch FROM ${now}::timestamptz - max(time)) * 1000, 0), 2147483647)::int
  FROM order_event WHERE id = ANY (${eventIds}::uuid[]) HAVING count(*) > 0
  ON CONFLICT (one) DO UPDATE SET as_of = EXCLUDED.as_of, lag_ms = EXCLUDED.lag_ms
  WHERE known.as_of < EXCLUDED.as_of`;

export async function freshnessOf(db: Db): Promise<Freshness> {
  const row = await db.freshness.findFirst();
  return { asOf: row?.asOf ?? null, lagMs: row?.lagMs ?? null };
}
