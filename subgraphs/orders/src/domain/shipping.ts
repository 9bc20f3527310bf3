/** A row of the table of flat rates: what sending an order costs, in minor units. */
export interface FlatRate {
  readonly rateMinor: bigint;
  /** From this much goods on it costs nothing; null when that is never so. */
  readonly freeFromMinor: bigint | null;
}

/** What sending goods of that worth costs; nothing where there is no rate. */
export function flatRate(rate: FlatRate | null, goods: bigint): bigint {
  if (!rate || (rate.freeFromMinor !== null && goods >= rate.freeFromMinor)) return 0n;
  return rate.rateMinor;
}
