import { describe, expect, it } from "vitest";
import { refundRace } from "../rows/races.ts";
import { complaintsOf, type Ran } from "./complaints.ts";
import type { End } from "./ends.ts";
import { readOptions } from "./options.ts";
import type { Cell, Row } from "./stage.ts";

const whole = readOptions([]);
const sample = readOptions(["--sample"]);
const row: Row = { name: "row", what: "a fault", sample: 1, cells: () => [] };
const cell = (changes: Partial<Cell> = {}): Cell => ({ name: "cell", strike: async () => undefined, ...changes });
const bought: End = {
  checkout: "one",
  orderId: "order_1",
  status: "CONFIRMED",
  wasConfirmed: true,
  cancelled: 1,
  left: 2,
};
const refused: End = { ...bought, status: "PAYMENT_FAILED", wasConfirmed: false, cancelled: 0 };

/** A row of one checkout that went as it should. */
const ran = ({ hits = 30, ...changes }: Partial<Ran> & { hits?: number } = {}): Ran => {
  const checkouts = [{ id: "one", plan: "guest CARD", began: 0, ended: 1, outcome: "CONFIRMED" }];
  const journal = { checkouts, hits: () => hits, askedToCancel: new Set(["one"]) };
  return { row, cells: [cell()], missed: [], journal, ends: [bought], ...changes };
};

describe("A row is red", () => {
  it("when fewer than 30 checkouts were hit, or none in the short form", () => {
    expect(complaintsOf(ran(), whole)).toEqual([]);
    expect(complaintsOf(ran({ hits: 29 }), whole)).toEqual([
      "faults hit 29 unfinished checkouts, and should hit 30 at least",
    ]);
    expect(complaintsOf(ran({ hits: 1 }), sample)).toEqual([]);
    expect(complaintsOf(ran({ hits: 0 }), sample)).toEqual([
      "faults hit 0 unfinished checkouts, and should hit 1 at least",
    ]);
    expect(complaintsOf(ran({ hits: 0, row: { ...row, struck: false } }), sample)).toEqual([]);
  });

  it("when over a fifth of its cells did not strike as they should", () => {
    const cells = Array.from({ length: 5 }, () => cell());
    expect(complaintsOf(ran({ cells, missed: ["a"] }), whole)).toEqual([]);
    expect(complaintsOf(ran({ cells, missed: ["a", "b"] }), whole)).toEqual([
      "2 of 5 cells never struck as they should",
    ]);
  });

  it("when nobody who might have could buy anything", () => {
    expect(complaintsOf(ran({ ends: [refused] }), whole)).toEqual(["not one of 1 checkouts was confirmed"]);
    expect(complaintsOf(ran({ ends: [refused], cells: [cell({ refused: true })] }), whole)).toEqual([]);
  });

  it("when an order of which nothing is left is not cancelled", () => {
    const wrong = ["every piece of order order_1 is cancelled, and it is CONFIRMED"];
    expect(complaintsOf(ran({ ends: [{ ...bought, left: 0 }] }), whole)).toEqual(wrong);
    expect(complaintsOf(ran({ ends: [{ ...bought, left: 0, status: "CANCELLED" }] }), whole)).toEqual([]);
  });

  it("when all who cancel one order are refused", () => {
    expect(complaintsOf(ran({ row: refundRace }), whole)).toEqual([]);
    expect(complaintsOf(ran({ row: refundRace, ends: [{ ...bought, cancelled: 0 }] }), whole)).toEqual([
      "all who cancelled order_1 were refused",
    ]);
    expect(complaintsOf(ran({ row: refundRace, ends: [{ ...bought, checkout: "other" }] }), whole)).toEqual([
      "nobody had an order to cancel",
    ]);
  });
});
