/** Sums over orders of one currency, as they are kept. */
export interface Sums {
  readonly currency: string;
  readonly gross: bigint;
  readonly cancelled: bigint;
  readonly captured: bigint;
  readonly refunded: bigint;
  readonly orders: bigint;
  readonly netOrders: bigint;
  readonly touchedOrders: bigint;
  readonly newBuyers: bigint;
  readonly units: bigint;
  readonly netUnits: bigint;
}

/** One sum a currency, by its code. */
export function byCurrency(sums: readonly Sums[]): Sums[] {
  const all = new Map<string, Sums>();
  for (const one of sums) {
    const so = all.get(one.currency);
    all.set(one.currency, so ? add(so, one) : one);
  }
  return [...all.values()].sort((a, b) => (a.currency < b.currency ? -1 : 1));
}

const add = (a: Sums, b: Sums): Sums => ({
  currency: a.currency,
  gross: a.gross + b.gross,
  cancelled: a.cancelled + b.cancelled,
  captured: a.captured + b.captured,
  refunded: a.refunded + b.refunded,
  orders: a.orders + b.orders,
  netOrders: a.netOrders + b.netOrders,
  touchedOrders: a.touchedOrders + b.touchedOrders,
  newBuyers: a.newBuyers + b.newBuyers,
  units: a.units + b.units,
  netUnits: a.netUnits + b.netUnits,
});

/** The figures that sums come to, as the graph shows them. */
export function figuresOf(sums: Sums) {
  const { currency, gross, cancelled, orders } = sums;
  const money = (minor: bigint) => ({ minor, currency });
  return {
    currency,
    gross: money(gross),
    cancelled: money(cancelled),
    net: money(gross - cancelled),
    captured: money(sums.captured),
    refunded: money(sums.refunded),
    orders: Number(orders),
    netOrders: Number(sums.netOrders),
    units: Number(sums.units),
    netUnits: Number(sums.netUnits),
    averageOrderValue: orders === 0n ? null : money(rounded(gross, orders)),
    refundRate: decimalOfFour(orders === 0n ? 0n : rounded(sums.touchedOrders * 10_000n, orders)),
    newBuyers: Number(sums.newBuyers),
    returningBuyers: Number(orders - sums.newBuyers),
  };
}

/** A quotient, half up. Neither is below zero. */
const rounded = (a: bigint, b: bigint) => (2n * a + b) / (2n * b);

const decimalOfFour = (tenThousandths: bigint) =>
  `${tenThousandths / 10_000n}.${(tenThousandths % 10_000n).toString().padStart(4, "0")}`;
