/** What an order event tells the figures. */
export interface OrderFacts {
  readonly kind: "PLACED" | "CANCELLED";
  readonly market: Market;
  readonly revenueMinor: bigint;
  readonly units: number;
}

/** A day (UTC) and the market that an order was placed in. */
export interface Market {
  readonly day: string;
  readonly channel: string;
  readonly currency: string;
  readonly country: string;
}

export interface Contribution {
  readonly market: Market;
  readonly revenueMinor: bigint;
  readonly orders: number;
  readonly units: number;
}

/** What one order adds to its day: nothing before it is known to be placed, nothing once it is cancelled. */
export function contributionOf(events: readonly OrderFacts[]): Contribution | null {
  const placed = events.find(({ kind }) => kind === "PLACED");
  if (!placed || events.some(({ kind }) => kind === "CANCELLED")) return null;
  const { market, revenueMinor, units } = placed;
  return { market, revenueMinor, orders: 1, units };
}

/** How one more event of an order changes what the order adds, whatever order its events come in. */
export function changeBy(known: readonly OrderFacts[], heard: OrderFacts): Contribution | null {
  const before = contributionOf(known);
  const after = contributionOf([...known, heard]);
  if (before && !after) return { ...before, revenueMinor: -before.revenueMinor, orders: -1, units: -before.units };
  return before ? null : after;
}
