import { isProblem } from "@madang/service-kit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allocate, type Level, summed } from "./allocation.ts";

const variantId = fc.constantFrom("a", "b", "c");
const lines = fc
  .array(fc.record({ variantId, quantity: fc.integer({ min: 1, max: 50 }) }), { minLength: 1 })
  .map(summed);
const levels: fc.Arbitrary<Level[]> = fc.uniqueArray(
  fc.record({ variantId, rank: fc.nat(3), onHand: fc.nat(60), aside: fc.nat(60) }).map(({ aside, ...level }) => ({
    ...level,
    warehouseId: `w${level.rank}`,
    reserved: Math.min(aside, level.onHand),
  })),
  { selector: ({ variantId, warehouseId }) => `${variantId} ${warehouseId}` },
);

describe("allocate", () => {
  it("serves every line in full from what is free, or says what the first short one lacks", () => {
    fc.assert(
      fc.property(lines, levels, (lines, levels) => {
        const freeOf = (id: string) =>
          levels.filter(({ variantId }) => variantId === id).reduce((sum, l) => sum + l.onHand - l.reserved, 0);
        const short = lines.find(({ variantId, quantity }) => freeOf(variantId) < quantity);
        const shares = allocate(lines, levels);
        if (isProblem(shares)) {
          expect(shares).toMatchObject({ variantId: short?.variantId, available: freeOf(short?.variantId ?? "") });
          return;
        }
        expect(short).toBeUndefined();
        const taken = summed(shares);
        expect(taken).toEqual(lines);
        for (const share of shares) {
          const level = levels.find((l) => l.variantId === share.variantId && l.warehouseId === share.warehouseId);
          expect(share.quantity).toBeGreaterThan(0);
          expect(share.quantity).toBeLessThanOrEqual((level?.onHand ?? 0) - (level?.reserved ?? 0));
        }
      }),
    );
  });

  it("empties a warehouse before it goes to the next", () => {
    const level = (rank: number, onHand: number) => ({
      variantId: "a",
      warehouseId: `w${rank}`,
      rank,
      onHand,
      reserved: 0,
    });
    expect(allocate([{ variantId: "a", quantity: 6 }], [level(2, 9), level(0, 4), level(1, 1)])).toEqual([
      { variantId: "a", warehouseId: "w0", quantity: 4 },
      { variantId: "a", warehouseId: "w1", quantity: 1 },
      { variantId: "a", warehouseId: "w2", quantity: 1 },
    ]);
  });
});
