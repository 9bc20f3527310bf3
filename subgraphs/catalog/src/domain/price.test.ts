import { describe, expect, it } from "vitest";
import { priceBound, priceIn, roundedPrice } from "./price.ts";

describe("prices", () => {
  it.each([
    ["12.5", "GBP", "1250"],
    ["0", "GBP", "0"],
    ["12500.0", "KRW", "12500"],
    ["12.505", "GBP", { path: "price.amount", code: "WRONG_FORMAT" }],
    ["1.5", "JPY", { path: "price.amount", code: "WRONG_FORMAT" }],
    ["-0.01", "GBP", { path: "price.amount", code: "TOO_SMALL" }],
    ["1e308", "GBP", { path: "price.amount", code: "WRONG_FORMAT" }],
    ["99999999999999999999", "GBP", { path: "price.amount", code: "TOO_LARGE" }],
    ["1", "CHF", { path: "price.currency", code: "NOT_ALLOWED" }],
  ])("take %s %s as %j", (amount, currency, taken) => {
    const price = priceIn({ amount, currency }, ["GBP", "KRW", "JPY"], "price");
    expect(typeof price === "bigint" ? price.toString() : price).toEqual(taken);
  });

  it("of an import are rounded half up to what can be paid", () => {
    const rounded = ["2.55", "2.1", "0.001", "0.005", "-11062.06", "1e308", "", "2,5"].map((t) =>
      roundedPrice(t, "GBP"),
    );
    expect(rounded).toEqual([255n, 210n, 0n, 1n, -1106206n, null, null, null]);
    expect(roundedPrice("12.50", "KRW")).toBe(13n);
  });

  it("bound a filter only as amounts of a real currency", () => {
    expect([priceBound("3.50", "GBP"), priceBound("-1", "GBP"), priceBound("1", "XX1")]).toEqual([350n, null, null]);
  });
});
