import { orderCancelled, orderPlaced } from "@madang/events";
import type { Money } from "@madang/service-kit";
import type { Contribution } from "../domain/contribution.ts";
import type { Db, Tx } from "./database.ts";

/** Adds what an order contributes to its day; what it takes back is negative. */
export const addToDay = (
  tx: Tx,
  { market: { day, channel, currency, country }, revenueMinor, orders, units }: Contribution,
) =>
  tx.$executeRaw`
    INSERT INTO daily_revenue AS known (day, channel, currency, country, revenue_minor, orders, units)
    VALUES (${day}::date, ${channel}, ${currency}, ${country}, ${revenueMinor}, ${orders}, ${units})
    ON CONFLICT (day, channel, currency, country) DO UPDATE SET
      revenue_minor = known.revenue_minor + EXCLUDED.revenue_minor,
      orders = known.orders + EXCLUDED.orders,
      units = known.units + EXCLUDED.units`;

/** Keeps every other writer out until the transaction ends; whoever hears an event waits. */
export const lockFigures = (tx: Tx) =>
  tx.$executeRaw`LOCK TABLE order_event, daily_revenue IN SHARE ROW EXCLUSIVE MODE`;

/** Makes all figures again, from the events alone. Gives the number of rows. */
export async function remakeFigures(tx: Tx): Promise<number> {
  await tx.$executeRaw`DELETE FROM daily_revenue`;
  return tx.$executeRaw`
    INSERT INTO daily_revenue (day, channel, currency, country, revenue_minor, orders, units)
    SELECT (data ->> 'placedAt')::timestamptz AT TIME ZONE 'UTC', data ->> 'channel', data ->> 'currency',
      data ->> 'country', sum((data ->> 'totalMinor')::bigint), count(*),
      sum((SELECT sum((line ->> 'quantity')::int) FROM jsonb_array_elements(data -> 'lines') AS line))
    FROM order_event AS placed
    WHERE type = ${orderPlaced.type} AND NOT EXISTS (
      SELECT FROM order_event AS other WHERE other.order_id = placed.order_id AND other.type = ${orderCancelled.type})
    GROUP BY 1, 2, 3, 4`;
}

export interface DayRow {
  readonly day: string;
  readonly channel: string;
  readonly country: string;
  readonly revenue: Money;
  readonly orders: number;
  readonly units: number;
}

export interface Range {
  readonly from: string;
  readonly to: string;
  readonly channel?: string | null | undefined;
  readonly currency?: string | null | undefined;
  readonly country?: string | null | undefined;
}

/** The days that had orders, oldest first. */
export async function daysOf(db: Db, { from, to, channel, currency, country }: Range): Promise<DayRow[]> {
  const rows = await db.dailyRevenue.findMany({
    where: {
      day: { gte: new Date(from), lte: new Date(to) },
      ...(channel != null && { channel }),
      ...(currency != null && { currency }),
      ...(country != null && { country }),
      orders: { gt: 0 },
    },
    orderBy: [{ day: "asc" }, { channel: "asc" }, { currency: "asc" }, { country: "asc" }],
  });
  return rows.map((row) => ({
    day: row.day.toISOString().slice(0, 10),
    channel: row.channel,
    country: row.country,
    revenue: { minor: row.revenueMinor, currency: row.currency },
    orders: Number(row.orders),
    units: Number(row.units),
  }));
}

/** When the newest event that was heard happened. */
export const newestEvent = async (db: Db): Promise<Date | null> =>
  (await db.orderEvent.aggregate({ _max: { time: true } }))._max.time;
