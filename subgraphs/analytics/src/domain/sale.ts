import type { CancelledLine, OrderFact, PlacedLine, PlacedOrder } from "./facts.ts";

/** An order as the figures count it. */
export interface Sale {
  readonly order: PlacedOrder;
  readonly gross: bigint;
  readonly cancelled: bigint;
  readonly captured: bigint;
  /** Given back or charged back. */
  readonly refunded: bigint;
  readonly units: number;
  readonly netUnits: number;
  /** Whether any of it was cancelled. */
  readonly touched: boolean;
  /** One a variant. */
  readonly lines: readonly SaleLine[];
}

/** What an order has of one variant, without shipping. */
export interface SaleLine {
  readonly variantId: string;
  readonly name: string;
  readonly gross: bigint;
  readonly cancelled: bigint;
  readonly units: number;
  readonly netUnits: number;
}

/** What the facts of one order, in whatever order, come to; null as long as it is not known to be placed. */
export function saleOf(facts: readonly OrderFact[]): Sale | null {
  const order = facts.find((fact) => fact.kind === "PLACED")?.order;
  if (!order) return null;
  const cancellations = facts.filter((fact) => fact.kind === "CANCELLED");
  const over = facts.some(({ kind }) => kind === "GIVEN_UP");
  const lines = mergeByVariant(
    order.lines.map((line, i) =>
      lineOf(
        line,
        over ? null : cancellations.flatMap(({ lines }) => lines).filter((one) => placeOf(order, one) === i),
      ),
    ),
  );
  const sum = (kind: OrderFact["kind"]) =>
    facts.reduce(
      (sum, fact) =>
        fact.kind === kind && "movement" in fact && fact.movement.currency === order.currency
          ? sum + fact.movement.amount
          : sum,
      0n,
    );
  return {
    order,
    gross: order.total,
    cancelled: over ? order.total : cancellations.reduce((sum, { amount }) => sum + amount, 0n),
    captured: sum("CAPTURED"),
    refunded: sum("REFUNDED") + sum("CHARGED_BACK"),
    units: lines.reduce((sum, { units }) => sum + units, 0),
    netUnits: lines.reduce((sum, { netUnits }) => sum + netUnits, 0),
    touched: over || cancellations.length > 0,
    lines,
  };
}

/** Which line a cancelled one is: lines that were placed before they had ids go by their variant. */
function placeOf({ lines }: PlacedOrder, { lineId, variantId }: CancelledLine): number {
  const named = lines.findIndex((line) => line.lineId === lineId);
  return named >= 0 ? named : lines.findIndex((line) => line.lineId === null && line.variantId === variantId);
}

/** A line less what was cancelled of it; `null` is all of it. */
function lineOf({ variantId, name, quantity, amount, shipping }: PlacedLine, given: readonly CancelledLine[] | null) {
  const gone = given?.reduce((sum, one) => sum + one.quantity, 0) ?? quantity;
  const left = Math.max(quantity - gone, 0);
  if (left === 0 || !given) return { variantId, name, gross: amount, cancelled: amount, units: quantity, netUnits: 0 };
  // Unit i of n bears floor((i+1)·x/n) − floor(i·x/n); the last ones go first, whatever the steps they go in.
  const shippingGone = shipping - (BigInt(left) * shipping) / BigInt(quantity);
  const cancelled = given.reduce((sum, one) => sum + one.amount, 0n) - (gone > 0 ? shippingGone : 0n);
  return { variantId, name, gross: amount, cancelled, units: quantity, netUnits: left };
}

function mergeByVariant(lines: readonly SaleLine[]): SaleLine[] {
  const merged = new Map<string, SaleLine>();
  for (const line of lines) {
    const so = merged.get(line.variantId);
    merged.set(line.variantId, so ? sumOf(so, line) : line);
  }
  return [...merged.values()];
}

const sumOf = (a: SaleLine, b: SaleLine): SaleLine => ({
  ...b,
  gross: a.gross + b.gross,
  cancelled: a.cancelled + b.cancelled,
  units: a.units + b.units,
  netUnits: a.netUnits + b.netUnits,
});
