import type { EntryOf, Journal } from "./journal.ts";
import { amountOf } from "./purchases.ts";

/** Sums as analytics tells them, in minor units. */
export interface Figures {
  gross: bigint;
  cancelled: bigint;
  orders: number;
  netOrders: number;
  units: number;
  netUnits: number;
}

export interface ExpectedOrder {
  readonly ordered: EntryOf<"ordered">;
  /** Pieces given back of each line. */
  readonly givenBack: ReadonlyMap<string, number>;
  readonly cancelledMinor: bigint;
  /** What the shop last said of it, when anything was cancelled. */
  readonly toldCancelledMinor: bigint | null;
}

/** What has to be there, by what was acknowledged alone. */
export function expectedOrders(journal: Journal): ReadonlyMap<string, ExpectedOrder> {
  const cancelled = Map.groupBy(journal.of("cancelled"), ({ orderId }) => orderId);
  return new Map(
    journal.of("ordered").map((ordered) => {
      const its = cancelled.get(ordered.orderId) ?? [];
      const givenBack = new Map<string, number>();
      for (const { lineId, quantity } of its.flatMap(({ lines }) => lines))
        givenBack.set(lineId, (givenBack.get(lineId) ?? 0) + quantity);
      // The last pieces are cancelled first.
      const cancelledMinor = ordered.lines.reduce(
        (sum, line) => sum + amountOf(line, line.quantity - (givenBack.get(line.lineId) ?? 0), line.quantity),
        0n,
      );
      const toldCancelledMinor = its.at(-1)?.cancelledMinor ?? null;
      return [ordered.orderId, { ordered, givenBack, cancelledMinor, toldCancelledMinor }] as const;
    }),
  );
}

/** The figures of each day (UTC) on which orders were placed. */
export function expectedSales(orders: ReadonlyMap<string, ExpectedOrder>): ReadonlyMap<string, Figures> {
  const days = new Map<string, Figures>();
  for (const { ordered, givenBack, cancelledMinor } of orders.values()) {
    const day = ordered.placedAt.slice(0, 10);
    const figures = days.get(day) ?? { gross: 0n, cancelled: 0n, orders: 0, netOrders: 0, units: 0, netUnits: 0 };
    const units = ordered.lines.reduce((sum, { quantity }) => sum + quantity, 0);
    const left = units - [...givenBack.values()].reduce((sum, pieces) => sum + pieces, 0);
    figures.gross += ordered.totalMinor;
    figures.cancelled += cancelledMinor;
    figures.orders += 1;
    figures.netOrders += left > 0 ? 1 : 0;
    figures.units += units;
    figures.netUnits += left;
    days.set(day, figures);
  }
  return days;
}

/** Pieces that have to be on hand of each variant. */
export function expectedStock(
  journal: Journal,
  orders: ReadonlyMap<string, ExpectedOrder>,
): ReadonlyMap<string, number> {
  const onHand = new Map(journal.of("stocked").flatMap(({ onHand }) => Object.entries(onHand)));
  for (const { ordered, givenBack } of orders.values())
    for (const { lineId, variantId, quantity } of ordered.lines)
      onHand.set(variantId, (onHand.get(variantId) ?? 0) - quantity + (givenBack.get(lineId) ?? 0));
  return onHand;
}
