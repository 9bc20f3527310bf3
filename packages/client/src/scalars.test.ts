import { formatMoney, parseAmount, toDate } from "@madang/client";
import { expect, it } from "vitest";

it("writes amounts as a locale does, with every digit", () => {
  expect(formatMoney({ amount: "12.50", currency: "GBP" }, "en-GB")).toBe("£12.50");
  expect(formatMoney({ amount: "12500", currency: "KRW" }, "ko-KR")).toBe("₩12,500");
  expect(formatMoney({ amount: "9007199254740993.01", currency: "GBP" }, "en-GB")).toBe("£9,007,199,254,740,993.01");
  expect(() => formatMoney({ amount: "12,50", currency: "GBP" })).toThrow("12,50 is no Decimal.");
});

it("takes what somebody typed when the currency has such amounts", () => {
  expect(["12.5", " 007 ", "0", "1.234", "-1", "1e3", ""].map((text) => parseAmount(text, "GBP"))).toEqual([
    "12.50",
    "7.00",
    "0.00",
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  expect(["12500", "1.5"].map((text) => parseAmount(text, "KRW"))).toEqual(["12500", undefined]);
});

it("makes a Date of a DateTime", () => {
  expect(toDate("2026-11-20T09:30:00.000Z").getTime()).toBe(Date.UTC(2026, 10, 20, 9, 30));
  expect(() => toDate("soon")).toThrow("soon is no DateTime.");
});
