import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cartTotal, priceLines, totalOf } from "./totals.ts";

const price = fc.bigInt({ min: 0n, max: 10n ** 12n });
const wanted = fc.array(fc.record({ minor: price, quantity: fc.integer({ min: 1, max: 1_000 }) }), {
  minLength: 1,
  maxLength: 100,
});

const quoteOf = (variantId: string, minor: bigint | null, currency = "GBP") => ({
  variantId,
  sku: `SKU-${variantId}`,
  name: `Name of ${variantId}`,
  unitPrice: minor === null ? null : { minor, currency },
});

describe("Totals", () => {
  it("are the exact sums of their lines, whatever order the quotes come in", () => {
    fc.assert(
      fc.property(wanted, (lines) => {
        const asked = lines.map(({ quantity }, i) => ({ variantId: `v${i}`, quantity }));
        const quotes = lines.map(({ minor }, i) => quoteOf(`v${i}`, minor)).reverse();
        const priced = priceLines(asked, quotes, "GBP");
        if ("notForSale" in priced) throw new Error("All of them have a price.");
        const exact = lines.reduce((sum, { minor, quantity }) => sum + minor * BigInt(quantity), 0n);
        expect(priced.lines.map(({ variantId }) => variantId)).toEqual(asked.map(({ variantId }) => variantId));
        expect(totalOf("GBP", priced.lines)).toEqual({ minor: exact, currency: "GBP" });
      }),
    );
  });

  it("name the first variant without a price, unknown, or priced in another currency", () => {
    const lines = [
      { variantId: "a", quantity: 1 },
      { variantId: "b", quantity: 2 },
    ];
    expect(priceLines(lines, [quoteOf("a", 5n)], "GBP")).toEqual({ notForSale: "b" });
    expect(priceLines(lines, [quoteOf("a", 5n), quoteOf("b", null)], "GBP")).toEqual({ notForSale: "b" });
    expect(priceLines(lines, [quoteOf("a", 5n, "KRW"), quoteOf("b", 5n)], "GBP")).toEqual({ notForSale: "a" });
  });

  it("of a cart are unknown as soon as one price is", () => {
    const lines = [
      { variantId: "a", quantity: 3 },
      { variantId: "b", quantity: 2 },
    ];
    const gbp = (minor: bigint) => ({ minor, currency: "GBP" });
    expect(cartTotal(lines, [gbp(100n), gbp(5n)])).toEqual(gbp(310n));
    expect(cartTotal(lines, [gbp(100n), null])).toBeNull();
    expect(cartTotal([], [])).toBeNull();
  });
});
