import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { borneBy, spread } from "./allocation.ts";
import { type CancellableLine, cancelledOf, decideCancellation } from "./cancellation.ts";
import { mainMethod, partsOf } from "./payments.ts";
import { flatRate } from "./shipping.ts";
import { amountOf, sumOf } from "./totals.ts";

const amount = fc.bigInt({ min: 0n, max: 10n ** 15n });
const gbp = (minor: bigint) => ({ minor, currency: "GBP" });
const sum = (amounts: readonly bigint[]) => amounts.reduce((all, each) => all + each, 0n);

const line = fc
  .record({
    quantity: fc.integer({ min: 1, max: 1_000 }),
    price: fc.bigInt({ min: 0n, max: 10n ** 9n }),
    discounted: fc.integer({ min: 0, max: 100 }),
    tax: amount,
    shipping: amount,
  })
  .map(({ quantity, price, discounted, tax, shipping }): Omit<CancellableLine, "id"> => {
    const total = price * BigInt(quantity);
    return {
      variantId: "v",
      sku: "S",
      name: "N",
      quantity,
      unitPrice: gbp(price),
      total: gbp(total),
      discount: gbp((total * BigInt(discounted)) / 100n),
      tax: gbp(tax),
      shipping: gbp(shipping),
      cancelledQuantity: 0,
    };
  });
const order = fc
  .array(line, { minLength: 1, maxLength: 8 })
  .map((lines) => lines.map((each, i): CancellableLine => ({ ...each, id: `l${i}` })));

describe("An amount that stands for several pieces", () => {
  it("adds up however the pieces are split, and no two bear more than one minor unit apart", () => {
    fc.assert(
      fc.property(amount, fc.integer({ min: 1, max: 1_000 }), fc.array(fc.nat(1_000)), (x, n, cuts) => {
        const at = [0, ...cuts.map((cut) => Math.min(cut, n)).sort((a, b) => a - b), n];
        const parts = at.slice(1).map((to, i) => borneBy(x, n, at[i] ?? 0, to));
        expect(sum(parts)).toBe(x);
        const pieces = Array.from({ length: n }, (_, i) => borneBy(x, n, i, i + 1));
        const least = x / BigInt(n);
        for (const piece of pieces) expect(piece === least || piece === least + 1n).toBe(true);
      }),
      { numRuns: 50 },
    );
    expect([0, 1, 2].map((i) => borneBy(1_000n, 3, i, i + 1))).toEqual([333n, 333n, 334n]);
    for (const [from, to] of [
      [-1, 1],
      [2, 1],
      [0, 4],
    ] as const)
      expect(() => borneBy(1n, 3, from, to)).toThrow(RangeError);
  });

  it("is spread over lines by their weights, to the last minor unit", () => {
    fc.assert(
      fc.property(amount, fc.array(amount, { minLength: 1, maxLength: 100 }), (x, weights) => {
        const parts = spread(x, weights);
        expect(sum(parts)).toBe(x);
        expect(parts.every((part) => part >= 0n)).toBe(true);
        if (sum(weights) > 0n)
          for (const [i, weight] of weights.entries()) if (weight === 0n) expect(parts[i]).toBe(0n);
      }),
    );
    expect(spread(100n, [1n, 1n, 1n])).toEqual([33n, 33n, 34n]);
    expect(spread(5n, [0n, 0n])).toEqual([2n, 3n]);
  });
});

describe("Cancelling pieces of an order", () => {
  it("gives back exactly what was agreed, however it is split, and never more than what is left", () => {
    fc.assert(
      fc.property(
        order,
        fc.array(fc.record({ i: fc.nat(7), k: fc.integer({ min: 1, max: 600 }) })),
        (placed, asked) => {
          let lines: readonly CancellableLine[] = placed;
          let returned = 0n;
          let over = false;
          for (const wanted of [...asked.map(({ i, k }) => [{ lineId: `l${i}`, quantity: k }]), null]) {
            const decided = decideCancellation({ status: "CONFIRMED", lines }, { wanted, wasPending: false });
            if (!("pieces" in decided)) {
              if (over) continue;
              expect(decided.__typename).toBe("OrderLineNotCancellable");
              continue;
            }
            if (over) expect(decided.pieces).toEqual([]);
            returned += decided.amount;
            over ||= decided.whole;
            const gone = new Map(decided.pieces.map(({ line, quantity }) => [line.id, quantity]));
            lines = lines.map((each) => ({
              ...each,
              cancelledQuantity: each.cancelledQuantity + (gone.get(each.id) ?? 0),
            }));
            expect(cancelledOf(lines)).toBe(returned);
            for (const { amount: given } of decided.pieces) expect(given).toBeGreaterThanOrEqual(0n);
            expect(returned).toBeLessThanOrEqual(sumOf(placed));
          }
          expect(returned).toBe(sum(placed.map(amountOf)));
        },
      ),
      { numRuns: 100 },
    );
  });

  it("is refused of what is not there, and of orders that do not stand where it can be", () => {
    const lines = fc.sample(order, 1)[0] ?? [];
    const first = lines[0]?.quantity ?? 0;
    for (const [lineId, quantity, cancellable] of [
      ["l0", first + 1, first],
      ["l0", 0, first],
      ["another's", 1, 0],
    ] as const)
      expect(
        decideCancellation({ status: "CONFIRMED", lines }, { wanted: [{ lineId, quantity }], wasPending: false }),
      ).toEqual({
        __typename: "OrderLineNotCancellable",
        lineId,
        cancellable,
      });
    for (const status of ["PENDING", "FULFILLED", "CANCELLED", "PAYMENT_FAILED"] as const)
      expect(decideCancellation({ status, lines }, { wanted: null, wasPending: false })).toEqual({
        __typename: "OrderNotCancellable",
        status,
      });
  });

  it("has nothing to give up of an order whose checkout was turned back", () => {
    const lines = fc.sample(order, 1)[0] ?? [];
    for (const status of ["CANCELLED", "PAYMENT_FAILED"] as const)
      expect(decideCancellation({ status, lines }, { wanted: null, wasPending: true })).toEqual({
        ...{ pieces: [], amount: 0n, whole: false },
      });
    // Too late to turn it back: it was confirmed meanwhile, and is cancelled as such.
    expect(decideCancellation({ status: "CONFIRMED", lines }, { wanted: null, wasPending: true })).toEqual(
      decideCancellation({ status: "CONFIRMED", lines }, { wanted: null, wasPending: false }),
    );
    for (const status of ["PENDING", "FULFILLED"] as const)
      expect(decideCancellation({ status, lines }, { wanted: null, wasPending: true })).toMatchObject({
        __typename: "OrderNotCancellable",
      });
  });
});

describe("The parts of what is paid", () => {
  const card = (given: string | null) => ({ method: "CARD" as const, amount: given });
  it.each([
    [[card(null)], [2_500n]],
    [[card("25")], [2_500n]],
    [
      [card("10.00"), card(null)],
      [1_000n, 1_500n],
    ],
    [[card("25.00"), card(null)], [2_500n]],
  ])("add up to the total", (asked, amounts) => {
    const paid = partsOf(asked, gbp(2_500n));
    expect("parts" in paid && paid.parts.map(({ amountMinor }) => amountMinor)).toEqual(amounts);
  });

  it.each([
    [[card("24.99")], "payments", "TOO_SMALL"],
    [[card("25.01")], "payments", "TOO_LARGE"],
    [[card("26"), card(null)], "payments", "TOO_LARGE"],
    [[card("0"), card(null)], "payments.0.amount", "TOO_SMALL"],
    [[card("-1"), card(null)], "payments.0.amount", "TOO_SMALL"],
    [[card(null), card("1.005")], "payments.1.amount", "WRONG_FORMAT"],
    [[card("1e3")], "payments.0.amount", "WRONG_FORMAT"],
    [[card("9999999999999999")], "payments.0.amount", "WRONG_FORMAT"],
  ])("are refused when they do not, or are no amounts", (asked, path, code) => {
    expect(partsOf(asked, gbp(2_500n))).toEqual({ path, code });
  });

  it("have the decimals of their currency", () => {
    expect(partsOf([card("25.5")], { minor: 25n, currency: "KRW" })).toEqual({
      path: "payments.0.amount",
      code: "WRONG_FORMAT",
    });
  });

  it("are called by the one that bears the most, and none is asked for when nothing is to be paid", () => {
    const asked = [card("10"), { method: "INVOICE" as const, amount: null }];
    const paid = partsOf(asked, gbp(2_500n));
    expect("parts" in paid && mainMethod(asked, paid.parts)).toBe("INVOICE");
    expect(partsOf([card(null)], gbp(0n))).toEqual({ parts: [] });
    expect(mainMethod([card(null)], [])).toBe("CARD");
  });
});

describe("A flat rate", () => {
  it("is nothing from its threshold on, and where there is none", () => {
    const rate = { rateMinor: 300n, freeFromMinor: 5_000n };
    expect([flatRate(rate, 4_999n), flatRate(rate, 5_000n), flatRate(null, 1n)]).toEqual([300n, 0n, 0n]);
    expect(flatRate({ ...rate, freeFromMinor: null }, 10n ** 15n)).toBe(300n);
  });
});
