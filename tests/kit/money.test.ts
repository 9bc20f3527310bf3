import { isCurrency, largestAmount, minorDigits, moneyOut, parseAmount, sumMoney, times } from "@madang/service-kit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

// With 0, 2 and 3 minor digits.
const currency = fc.constantFrom("KRW", "JPY", "GBP", "USD", "KWD");
const minor = fc.bigInt({ min: -largestAmount, max: largestAmount });

describe("amounts of money", () => {
  it("have the digits that ISO 4217 says", () => {
    expect(["KRW", "JPY", "GBP", "KWD"].map(minorDigits)).toEqual([0, 0, 2, 3]);
    expect(["GBP", "KRW", "gbp", "XYZ", ""].map(isCurrency)).toEqual([true, true, false, false, false]);
  });

  it.each([
    [1250n, "GBP", "12.50"],
    [5n, "GBP", "0.05"],
    [-5n, "GBP", "-0.05"],
    [12_500n, "KRW", "12500"],
    [0n, "JPY", "0"],
    [-1n, "KWD", "-0.001"],
  ])("%d of %s are %s", (minor, currency, amount) => {
    expect(moneyOut({ minor, currency })).toEqual({ amount, currency });
  });

  it("come back as they went out", () => {
    fc.assert(
      fc.property(currency, minor, (currency, minor) => {
        expect(parseAmount(moneyOut({ minor, currency }).amount, currency)).toBe(minor);
      }),
    );
  });

  it("may be written with fewer digits, or with zeros behind", () => {
    expect(["12", "12.5", "12.50", "12.5000", "012.50"].map((text) => parseAmount(text, "GBP"))).toEqual([
      1200n,
      1250n,
      1250n,
      1250n,
      1250n,
    ]);
    expect(parseAmount("12500.00", "KRW")).toBe(12_500n);
  });

  it.each([
    ["12.505", "GBP"],
    ["0.5", "KRW"],
    ["1.0001", "KWD"],
    ["1e308", "GBP"],
    ["1E2", "GBP"],
    ["Infinity", "GBP"],
    ["NaN", "GBP"],
    ["0x10", "GBP"],
    ["1,000", "GBP"],
    ["+1", "GBP"],
    ["--1", "GBP"],
    [".5", "GBP"],
    ["5.", "GBP"],
    [" 5", "GBP"],
    ["5\n", "GBP"],
    ["٥", "GBP"],
    ["", "GBP"],
    ["-", "GBP"],
    ["10000000000000.01", "GBP"],
    ["-10000000000000.01", "GBP"],
    ["9".repeat(17), "KRW"],
    ["9".repeat(400), "KRW"],
  ])("refuse %j %s", (text, currency) => {
    expect(parseAmount(text, currency)).toBeNull();
  });

  it("are taken up to the largest, and no further", () => {
    expect(parseAmount("10000000000000.00", "GBP")).toBe(largestAmount);
    expect(parseAmount((largestAmount + 1n).toString(), "KRW")).toBeNull();
  });

  it("are read from any text without a throw", () => {
    fc.assert(
      fc.property(fc.string(), currency, (text, currency) => {
        const read = parseAmount(text, currency);
        if (read !== null) expect(text).toMatch(/^-?\d+(\.\d+)?$/);
      }),
    );
  });

  it("add up exactly, within one currency", () => {
    fc.assert(
      fc.property(currency, fc.array(minor), (currency, minors) => {
        const total = minors.reduce((sum, each) => sum + each, 0n);
        expect(
          sumMoney(
            currency,
            minors.map((minor) => ({ minor, currency })),
          ),
        ).toEqual({ minor: total, currency });
      }),
    );
    expect(times({ minor: 333n, currency: "GBP" }, 3)).toEqual({ minor: 999n, currency: "GBP" });
    expect(() => sumMoney("GBP", [{ minor: 1n, currency: "KRW" }])).toThrow("Cannot add KRW to GBP.");
  });
});
