import type { Money } from "@madang/service-kit";
import type { Db } from "./database.ts";
import type { Market } from "./salesFigures.ts";

export interface DayRow {
  readonly day: string;
  readonly channel: string;
  readonly country: string;
  readonly revenue: Money;
  readonly orders: number;
  readonly units: number;
}

/** The days (UTC) and markets with orders of which something is left, oldest first. */
export async function daysOf(
  db: Db,
  { from, to, channel, currency, country }: Market & { readonly from: string; readonly to: string },
): Promise<DayRow[]> {
  const rows = await db.salesFigure.findMany({
    where: {
      scope: "",
      span: "DAY",
      startsAt: { gte: new Date(from), lte: new Date(to) },
      ...(channel != null && { channel }),
      ...(currency != null && { currency }),
      ...(country != null && { country }),
      netOrders: { gt: 0 },
    },
    orderBy: [{ startsAt: "asc" }, { channel: "asc" }, { currency: "asc" }, { country: "asc" }],
  });
  return rows.map((row) => ({
    day: row.startsAt.toISOString().slice(0, 10),
    channel: row.channel,
    country: row.country,
    revenue: { minor: BigInt(row.gross.minus(row.cancelled).toFixed()), currency: row.currency },
    orders: Number(row.netOrders),
    units: Number(row.netUnits),
  }));
}
