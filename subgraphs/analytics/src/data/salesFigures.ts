import { toJson } from "@madang/service-kit";
import type { Sums } from "../domain/figures.ts";
import type { Interval } from "../domain/rows.ts";
import { piecesOf } from "../domain/spans.ts";
import type { Db } from "./database.ts";

/** Which orders. */
export interface Market {
  readonly channel?: string | null | undefined;
  readonly currency?: string | null | undefined;
  readonly country?: string | null | undefined;
}

/** The sums of one row and currency. */
export interface RowSums extends Sums {
  /** Which of the rows that were asked for. */
  readonly row: number;
}

/** Pieces of rows as JSON for the database. */
export const pieceRows = (rows: readonly Interval[]) =>
  toJson(rows.flatMap((interval, row) => piecesOf(interval).map((piece) => ({ row, ...piece }))));

/** The sums of a scope over rows, for those with orders. */
export async function sumsOf(
  db: Db,
  scope: string,
  rows: readonly Interval[],
  { channel = null, currency = null, country = null }: Market,
): Promise<RowSums[]> {
  const found = await db.$queryRaw<
    ({ row: number; currency: string } & Record<Exclude<keyof Sums, "currency">, string>)[]
  >`
    SELECT p.row, f.currency, sum(f.gross)::text AS gross, sum(f.cancelled)::text AS cancelled,
      sum(f.captured)::text AS captured, sum(f.refunded)::text AS refunded, sum(f.orders)::text AS orders,
      sum(f.net_orders)::text AS "netOrders", sum(f.touched_orders)::text AS "touchedOrders",
      sum(f.new_buyers)::text AS "newBuyers", sum(f.units)::text AS units, sum(f.net_units)::text AS "netUnits"
    FROM jsonb_to_recordset(${pieceRows(rows)}::jsonb)
      AS p("row" int, span text, "from" timestamptz, "to" timestamptz)
    CROSS JOIN LATERAL (
      SELECT * FROM sales_figure f
      WHERE f.scope = ${scope} AND f.span = p.span AND f.starts_at >= p.from AND f.starts_at < p.to
        AND (${channel}::text IS NULL OR f.channel = ${channel})
        AND (${currency}::text IS NULL OR f.currency = ${currency})
        AND (${country}::text IS NULL OR f.country = ${country})
      -- Each piece is looked up in the index: joined as a whole, every piece would meet every sum.
      OFFSET 0) AS f
    GROUP BY p.row, f.currency ORDER BY p.row, f.currency`;
  return found.map(({ row, currency, ...sums }) => ({
    row,
    currency,
    gross: BigInt(sums.gross),
    cancelled: BigInt(sums.cancelled),
    captured: BigInt(sums.captured),
    refunded: BigInt(sums.refunded),
    orders: BigInt(sums.orders),
    netOrders: BigInt(sums.netOrders),
    touchedOrders: BigInt(sums.touchedOrders),
    newBuyers: BigInt(sums.newBuyers),
    units: BigInt(sums.units),
    netUnits: BigInt(sums.netUnits),
  }));
}
