import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mostLines, mostPieces } from "./cart.ts";
import { type MergePolicy, mergeCarts } from "./cartMerge.ts";
import type { WantedLine } from "./totals.ts";

const cart = (max: number) =>
  fc.uniqueArray(
    fc.record({
      variantId: fc.nat(140).map((i) => `v${i}`),
      quantity: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: mostPieces })),
    }),
    { selector: ({ variantId }) => variantId, maxLength: max },
  );
const policies = ["ADD", "KEEP_LARGER", "KEEP_ACCOUNT", "REPLACE"] as const satisfies MergePolicy[];

const lines = (cart: Record<string, number>): WantedLine[] =>
  Object.entries(cart).map(([variantId, quantity]) => ({ variantId, quantity }));
const count = (all: readonly WantedLine[]) => {
  const counts = new Map<string, number>();
  for (const { variantId, quantity } of all) counts.set(variantId, (counts.get(variantId) ?? 0) + quantity);
  return counts;
};
/** The account's lines after a merge. */
const after = (account: readonly WantedLine[], guest: readonly WantedLine[], policy: MergePolicy) => {
  const merge = mergeCarts(account, guest, policy);
  const changed = count(merge.changed);
  const kept = account.filter(({ variantId }) => !merge.removed.includes(variantId));
  const result = [
    ...kept.map(({ variantId, quantity }) => ({ variantId, quantity: changed.get(variantId) ?? quantity })),
    ...guest.filter(({ variantId }) => merge.taken.includes(variantId)),
  ];
  return { ...merge, result };
};

describe("merging carts", () => {
  it("keeps or drops every piece of both, within the limits, and says which", () => {
    fc.assert(
      fc.property(cart(mostLines), cart(mostLines), fc.constantFrom(...policies), (account, guest, policy) => {
        const { result, merged, dropped } = after(account, guest, policy);
        expect(count([...result, ...dropped])).toEqual(count([...account, ...guest]));
        expect(result.length).toBeLessThanOrEqual(mostLines);
        expect(new Set(result.map(({ variantId }) => variantId)).size).toBe(result.length);
        for (const { quantity } of result) expect(quantity).toBeLessThanOrEqual(mostPieces);
        for (const { quantity } of dropped) expect(quantity).toBeGreaterThan(0);
        const held = count(result);
        for (const { variantId, quantity } of merged) {
          expect(held.get(variantId)).toBe(quantity);
          expect(guest.some((line) => line.variantId === variantId)).toBe(true);
        }
      }),
    );
  });

  const account = lines({ tea: 2, cup: 5, pot: 999 });
  const guest = lines({ tea: 3, cup: 4, pot: 3, jar: 1 });
  it.each([
    [
      "ADD",
      { tea: 5, cup: 9, pot: 1_000, jar: 1 },
      { tea: 5, cup: 9, pot: 1_000, jar: 1 },
      [{ variantId: "pot", quantity: 2, reason: "TOO_LARGE" }],
    ],
    [
      "KEEP_LARGER",
      { tea: 3, cup: 5, pot: 999, jar: 1 },
      { tea: 3, jar: 1 },
      [
        { variantId: "tea", quantity: 2, reason: "POLICY" },
        { variantId: "cup", quantity: 4, reason: "POLICY" },
        { variantId: "pot", quantity: 3, reason: "POLICY" },
      ],
    ],
    [
      "KEEP_ACCOUNT",
      { tea: 2, cup: 5, pot: 999, jar: 1 },
      { jar: 1 },
      [
        { variantId: "tea", quantity: 3, reason: "POLICY" },
        { variantId: "cup", quantity: 4, reason: "POLICY" },
        { variantId: "pot", quantity: 3, reason: "POLICY" },
      ],
    ],
    [
      "REPLACE",
      { tea: 3, cup: 4, pot: 3, jar: 1 },
      { tea: 3, cup: 4, pot: 3, jar: 1 },
      [
        { variantId: "tea", quantity: 2, reason: "POLICY" },
        { variantId: "cup", quantity: 5, reason: "POLICY" },
        { variantId: "pot", quantity: 999, reason: "POLICY" },
      ],
    ],
  ] as const)("by %s", (policy, result, merged, dropped) => {
    const merge = after(account, guest, policy);
    expect(count(merge.result)).toEqual(new Map(Object.entries(result)));
    expect(merge.merged).toEqual(lines(merged));
    expect(merge.dropped).toEqual(dropped);
  });

  it("drops what a full cart has no line for, in the guest's order", () => {
    const full = Array.from({ length: mostLines - 1 }, (_, i) => ({ variantId: `v${i}`, quantity: 1 }));
    const more = lines({ first: 2, v0: 1, second: 3 });
    const { merged, dropped, result } = after(full, more, "ADD");
    expect(merged).toEqual(lines({ first: 2, v0: 2 }));
    expect(dropped).toEqual([{ variantId: "second", quantity: 3, reason: "CART_FULL" }]);
    expect(result).toHaveLength(mostLines);
  });
});
