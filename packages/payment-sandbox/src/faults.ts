import type { FaultRule } from "./requests.ts";

/** What was told to go wrong. Chance is seeded: the same calls in the same order meet the same faults. */
export function faultSwitches() {
  let rules: { rule: FaultRule; left: number; hits: number }[] = [];
  let seed = 1;
  let random = seeded(seed);

  return {
    set: (request: { seed: number; rules: readonly FaultRule[] }) => {
      seed = request.seed;
      random = seeded(seed);
      rules = request.rules.map((rule) => ({ rule, left: rule.next ?? 0, hits: 0 }));
    },
    told: () => ({ seed, rules: rules.map(({ rule, left, hits }) => ({ ...rule, left, hits })) }),
    /** The fault that this call meets: that of the first rule which fits and strikes. */
    strike: (call: FaultRule["call"], reference: string | undefined): FaultRule | null => {
      for (const known of rules) {
        const { rule } = known;
        if (rule.call !== call || (rule.reference !== undefined && rule.reference !== reference)) continue;
        if (rule.rate === undefined ? known.left === 0 : random() >= rule.rate) continue;
        known.left = Math.max(0, known.left - 1);
        known.hits += 1;
        return rule;
      }
      return null;
    },
  };
}

export type Faults = ReturnType<typeof faultSwitches>;

/** Mulberry32: small, even enough, and the same everywhere. */
function seeded(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
