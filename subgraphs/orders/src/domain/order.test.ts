import { describe, expect, it } from "vitest";
import { checkoutStatus, pollAfterMs } from "./checkoutView.ts";
import { endOf, mayBecome, nextStatuses, type OrderStatus } from "./order.ts";
import { orderNumber, orderNumberBytes, readOrderNumber } from "./orderNumber.ts";

const statuses: readonly OrderStatus[] = ["PENDING", "CONFIRMED", "FULFILLED", "CANCELLED", "PAYMENT_FAILED"];

describe("An order", () => {
  it("goes from one status only to those of its table", () => {
    const legal = statuses.flatMap((from) => statuses.filter((to) => mayBecome(from, to)).map((to) => `${from} ${to}`));
    expect(legal).toEqual([
      "PENDING CONFIRMED",
      "PENDING CANCELLED",
      "PENDING PAYMENT_FAILED",
      "CONFIRMED FULFILLED",
      "CONFIRMED CANCELLED",
      "CONFIRMED PAYMENT_FAILED",
    ]);
    expect(nextStatuses("FULFILLED")).toEqual([]);
  });

  it("ends as unpaid when the bank said no, and as cancelled for every other reason", () => {
    for (const failure of ["PAYMENT_DECLINED", "PAYMENT_NOT_CAPTURED"]) expect(endOf(failure)).toBe("PAYMENT_FAILED");
    for (const failure of ["PAYMENT_EXPIRED", "INSUFFICIENT_STOCK", "ORDER_NOT_PLACED", "CHECKOUT_ABORTED"])
      expect(endOf(failure)).toBe("CANCELLED");
  });

  it("has a number of ten letters and digits that nobody mistakes", () => {
    expect(orderNumber(new Uint8Array([0, 1, 9, 10, 31, 32, 255, 18, 20, 27]))).toBe("019AZ-0ZJMV");
    expect(() => orderNumber(new Uint8Array(orderNumberBytes - 1))).toThrow(RangeError);
  });

  it("is found by its number however that is typed", () => {
    for (const typed of ["019AZ-0ZJMV", "019az0zjmv", " o1 9az-Ozjmv ", "OL9AZ–0ZJMV", "0i9az0zjmv"])
      expect(readOrderNumber(typed)).toBe("019AZ-0ZJMV");
    for (const typed of ["", "019AZ-0ZJM", "019AZ-0ZJMVX", "019AZ-0ZJMU", "019AZ-0ZJM\u0000", "0".repeat(5_000)])
      expect(readOrderNumber(typed)).toBeNull();
  });
});

describe("A checkout, as its order shows it,", () => {
  const at = new Date();
  const facts = { status: "PENDING", confirmedAt: null, nextAction: null, turnedBack: false } as const;
  it.each([
    [facts, "RUNNING", 500],
    [{ ...facts, nextAction: { type: "REDIRECT" } }, "ACTION_REQUIRED", 2_000],
    [{ ...facts, nextAction: { type: "BANK_TRANSFER" } }, "ACTION_REQUIRED", 30_000],
    [{ ...facts, nextAction: { type: "REDIRECT" }, turnedBack: true }, "FAILED", 500],
    [{ ...facts, status: "CANCELLED" }, "FAILED", null],
    [{ ...facts, status: "PAYMENT_FAILED", confirmedAt: at }, "FAILED", null],
    [{ ...facts, status: "CONFIRMED", confirmedAt: at }, "SUCCEEDED", null],
    [{ ...facts, status: "CANCELLED", confirmedAt: at }, "SUCCEEDED", null],
  ] as const)("stands as it does, and says when to ask again", (given, status, ms) => {
    expect([checkoutStatus(given), pollAfterMs(given)]).toEqual([status, ms]);
  });
});
