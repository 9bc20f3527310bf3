import { Prisma } from "./__generated__/prisma/client.ts";
import type { Db, Tx } from "./database.ts";

export interface Freshness {
  readonly asOf: Date | null;
  readonly lagMs: number | null;
}

/** How old something is, in milliseconds; as much as its column and the graph's integers hold. */
const ageOf = (time: Prisma.Sql, now: Date) =>
  Prisma.sql`least(greatest(extract(epoch FROM ${now}::timestamptz - ${time}) * 1000, 0), 2147483647)::int`;

/** Notes the newest of some events as known from now on. */
export const noteCounted = (tx: Tx, eventIds: readonly string[], now: Date) =>
  tx.$executeRaw(Prisma.sql`
    INSERT INTO freshness AS known (as_of, lag_ms)
    SELECT max(time), ${ageOf(Prisma.sql`max(time)`, now)}
    FROM order_event WHERE id = ANY (${eventIds}::uuid[]) HAVING count(*) > 0
    ON CONFLICT (one) DO UPDATE SET as_of = EXCLUDED.as_of, lag_ms = EXCLUDED.lag_ms
    WHERE known.as_of < EXCLUDED.as_of`);

/** When the newest event that the figures know happened. */
export const newestKnown = async (db: Db): Promise<Date | null> => (await db.freshness.findFirst())?.asOf ?? null;

/**
 * How current the figures are. What waits to be counted ages too, so that it shows when nobody counts; the first in the
 * queue stands for all, since there may be very many then.
 */
export async function freshnessOf(db: Db, now: Date): Promise<Freshness> {
  const [row] = await db.$queryRaw<Freshness[]>(Prisma.sql`
    SELECT known.as_of AS "asOf", greatest(known.lag_ms, first.age) AS "lagMs"
    FROM freshness AS known FULL JOIN (
      SELECT ${ageOf(Prisma.sql`coalesce(o.time, r.time)`, now)} AS age
      FROM (SELECT event_id FROM uncounted WHERE event_id IS NOT NULL ORDER BY number LIMIT 1) AS u
        LEFT JOIN order_event o ON o.id = u.event_id LEFT JOIN reference_event r ON r.id = u.event_id) AS first ON true`);
  return row ?? { asOf: null, lagMs: null };
}
