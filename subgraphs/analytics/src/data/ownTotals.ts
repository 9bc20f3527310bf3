import type { Db } from "./database.ts";

/** Money that moved in a time, by currency, as it was heard. */
export async function movementTotals(db: Db, from: Date, to: Date) {
  const rows = await db.$queryRaw<{ currency: string; captured: string; refunded: string; chargedBack: string }[]>`
    SELECT currency, coalesce(sum(amount) FILTER (WHERE kind = 'CAPTURED'), 0)::text AS captured,
      coalesce(sum(amount) FILTER (WHERE kind = 'REFUNDED'), 0)::text AS refunded,
      coalesce(sum(amount) FILTER (WHERE kind = 'CHARGED_BACK'), 0)::text AS "chargedBack"
    FROM money_movement WHERE at >= ${from}::timestamptz AND at < ${to}::timestamptz GROUP BY currency`;
  return rows.map(({ currency, captured, refunded, chargedBack }) => ({
    currency,
    captured: BigInt(captured),
    refunded: BigInt(refunded),
    "charged back": BigInt(chargedBack),
  }));
}

/** Orders that were told of in a time, by currency. */
export async function placedTotals(db: Db, from: Date, to: Date) {
  const rows = await db.$queryRaw<{ currency: string; orders: string; total: string }[]>`
    SELECT currency, count(*)::text AS orders, sum(gross)::text AS total FROM sales_order
    WHERE told_at >= ${from}::timestamptz AND told_at < ${to}::timestamptz GROUP BY currency`;
  return rows.map(({ currency, orders, total }) => ({ currency, orders: BigInt(orders), total: BigInt(total) }));
}
