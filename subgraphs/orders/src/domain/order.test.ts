import { isProblem } from "@madang/service-kit";
import { describe, expect, it } from "vitest";
import { cancel, mayBecome, type OrderStatus } from "./order.ts";
import { orderNumber, orderNumberBytes } from "./orderNumber.ts";

const statuses: readonly OrderStatus[] = ["PENDING", "CONFIRMED", "FULFILLED", "CANCELLED"];
const now = new Date("2026-11-20T09:30:00.000Z");

describe("An order", () => {
  it("goes from one status only to those of its table", () => {
    const legal = statuses.flatMap((from) => statuses.filter((to) => mayBecome(from, to)).map((to) => `${from} ${to}`));
    expect(legal).toEqual(["PENDING CONFIRMED", "CONFIRMED FULFILLED", "CONFIRMED CANCELLED"]);
  });

  it("is cancelled while it is confirmed, and says where it stands otherwise", () => {
    expect(cancel({ status: "CONFIRMED" }, now, "Too late")).toEqual({
      status: "CANCELLED",
      cancelledAt: now,
      cancelReason: "Too late",
    });
    for (const status of statuses.filter((status) => status !== "CONFIRMED")) {
      const refused = cancel({ status }, now, null);
      expect(isProblem(refused)).toBe(true);
      expect(refused).toEqual({ __typename: "OrderNotCancellable", status });
    }
  });

  it("has a number of ten letters and digits that nobody mistakes", () => {
    expect(orderNumber(new Uint8Array([0, 1, 9, 10, 31, 32, 255, 18, 20, 27]))).toBe("019AZ-0ZJMV");
    expect(() => orderNumber(new Uint8Array(orderNumberBytes - 1))).toThrow(RangeError);
  });
});
