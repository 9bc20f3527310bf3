import type { Money } from "@madang/service-kit";

interface Counted {
  readonly revenue: Money;
  readonly orders: number;
  readonly units: number;
}

/** One sum a currency, by its code. */
export function totalsOf(days: readonly Counted[]): Counted[] {
  const totals = new Map<string, Counted>();
  for (const { revenue, orders, units } of days) {
    const { currency, minor } = revenue;
    const so = totals.get(currency) ?? { revenue: { minor: 0n, currency }, orders: 0, units: 0 };
    totals.set(currency, {
      revenue: { minor: so.revenue.minor + minor, currency },
      orders: so.orders + orders,
      units: so.units + units,
    });
  }
  return [...totals.values()].sort((a, b) => (a.revenue.currency < b.revenue.currency ? -1 : 1));
}
