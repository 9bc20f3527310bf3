/**
 * What some pieces of a line bear of an amount that stands for all `quantity` of them, from piece `from` up to, not
 * including, piece `to`. Piece i bears floor((i + 1) x / n) - floor(i x / n): whole minor units, at most one apart, and
 * whatever way the pieces are split, the parts add up to the amount.
 */
export function borneBy(amount: bigint, quantity: number, from: number, to: number): bigint {
  if (amount < 0n || !(0 <= from && from <= to && to <= quantity) || quantity < 1)
    throw new RangeError(`There are no pieces ${from} to ${to} of ${quantity} that bear ${amount}.`);
  const n = BigInt(quantity);
  return (BigInt(to) * amount) / n - (BigInt(from) * amount) / n;
}

/** Spreads an amount over lines by their weights, in whole minor units; alike when nothing weighs anything. */
export function spread(amount: bigint, weights: readonly bigint[]): bigint[] {
  const sum = weights.reduce((all, weight) => all + weight, 0n);
  const [even, whole] = sum > 0n ? [false, sum] : [true, BigInt(weights.length)];
  let before = 0n;
  return weights.map((weight) => {
    const after = before + (even ? 1n : weight);
    const part = (after * amount) / whole - (before * amount) / whole;
    before = after;
    return part;
  });
}
