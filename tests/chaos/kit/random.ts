/** Chance that can be had again: the same seed gives the same numbers. */
export interface Random {
  /** From 0 on, below 1. */
  next(): number;
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number;
  pick<T>(from: readonly T[]): T;
  chance(probability: number): boolean;
  shuffled<T>(list: readonly T[]): T[];
  /** Another source, which this one's further numbers do not disturb. */
  fork(name: string): Random;
}

/** mulberry32: small, and good enough to choose by. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  const pick = <T>(from: readonly T[]): T => {
    const [found] = from.slice(between(0, from.length - 1));
    if (found === undefined) throw new Error("There is nothing to pick from.");
    return found;
  };
  const shuffled = <T>(list: readonly T[]) =>
    list
      .map((item) => ({ item, at: next() }))
      .sort((a, b) => a.at - b.at)
      .map(({ item }) => item);
  const fork = (name: string) =>
    randomOf([...name].reduce((sum, sign) => Math.imul(sum ^ sign.charCodeAt(0), 16_777_619), seed));
  return { next, between, pick, chance: (probability) => next() < probability, shuffled, fork };
}
