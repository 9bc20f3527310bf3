import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { basketsOf } from "../../../bench/replay/baskets.ts";
import { Customers } from "../../../bench/replay/customers.ts";
import { graphAt } from "../../../bench/replay/graph.ts";
import { readInvoices } from "../../../bench/replay/invoices.ts";
import { Journal } from "../../../bench/replay/journal.ts";
import { Payers } from "../../../bench/replay/payments.ts";
import { planToCancel } from "../../../bench/replay/planToCancel.ts";
import { amountOf, Purchases } from "../../../bench/replay/purchases.ts";
import { replay } from "../../../bench/replay/replay.ts";

const fixture = join(import.meta.dirname, "../../../fixtures/retail/online-retail-20000.csv.gz");

const line = (lineId: string, variantId: string, quantity: number) => ({
  lineId,
  variantId,
  quantity,
  unitPriceMinor: 255n,
  discountMinor: 0n,
  taxMinor: 0n,
  shippingMinor: 0n,
});

describe("An invoice", () => {
  it("has the lines of one code summed; what is no sale is named with its reason", async () => {
    const invoices = await readInvoices(fixture, 300);
    expect(invoices).toHaveLength(300);
    expect(invoices[0]).toEqual({
      number: "536365",
      customer: "17850",
      country: "United Kingdom",
      lines: [
        { sku: "85123A", quantity: 6 },
        { sku: "71053", quantity: 6 },
        { sku: "84406B", quantity: 8 },
        { sku: "84029G", quantity: 6 },
        { sku: "84029E", quantity: 6 },
        { sku: "22752", quantity: 2 },
        { sku: "21730", quantity: 6 },
      ],
      refused: [],
    });
    const correction = invoices.find(({ number }) => number === "536589");
    expect(correction).toMatchObject({
      customer: null,
      lines: [],
      refused: [{ sku: "21777", quantity: -10, reason: "a correction of the stock, no sale" }],
    });
  });

  it("becomes as many baskets as its lines and pieces need, and nothing of it is lost", () => {
    const skus = Array.from({ length: 130 }, (_, i) => `SKU${i}`);
    const variants = new Map(skus.slice(1).map((sku) => [sku, `variant of ${sku}`]));
    const lines = skus.map((sku, i) => ({ sku, quantity: i === 5 ? 2_300 : 1 }));
    const { baskets, rejects } = basketsOf({ number: "1", customer: null, country: "", lines, refused: [] }, variants);
    expect(rejects).toEqual([{ invoice: "1", sku: "SKU0", quantity: 1, reason: "not in the catalogue" }]);
    expect(baskets.map(({ name, lines: all }) => [name, all.length])).toEqual([
      ["1/1", 100],
      ["1/2", 30],
      ["1/3", 1],
    ]);
    const pieces = baskets.flatMap((basket) => basket.lines).filter(({ variantId }) => variantId === "variant of SKU5");
    expect(pieces.map(({ quantity }) => quantity)).toEqual([1_000, 1_000, 300]);
  });
});

describe("A customer's purchases", () => {
  it("are given back from the newest order on, and never more than was kept", () => {
    const purchases = new Purchases();
    purchases.add({ orderId: "old", lines: [line("a", "mug", 5), line("b", "pin", 1)] });
    purchases.add({ orderId: "new", lines: [line("c", "mug", 2)] });
    expect(purchases.take([{ variantId: "mug", quantity: 4 }])).toEqual({
      calls: [
        { orderId: "new", lines: [{ lineId: "c", quantity: 2 }] },
        { orderId: "old", lines: [{ lineId: "a", quantity: 2 }] },
      ],
      missing: [],
    });
    expect(purchases.take([{ variantId: "mug", quantity: 9 }])).toEqual({
      calls: [{ orderId: "old", lines: [{ lineId: "a", quantity: 3 }] }],
      missing: [{ variantId: "mug", quantity: 6 }],
    });
  });

  it("cost what they cost, however they are split", () => {
    const sum = fc.bigInt({ min: 0n, max: 10n ** 9n });
    const part = fc.record({
      quantity: fc.integer({ min: 1, max: 1_000 }),
      tax: sum,
      shipping: sum,
      at: fc.nat(1_000),
    });
    fc.assert(
      fc.property(part, ({ quantity, tax, shipping, at }) => {
        const split = at % (quantity + 1);
        const bought = { ...line("a", "mug", quantity), taxMinor: tax, shippingMinor: shipping };
        const whole = 255n * BigInt(quantity) + tax + shipping;
        expect(amountOf(bought, 0, split) + amountOf(bought, split, quantity)).toBe(whole);
      }),
    );
  });
});

describe("What cannot be replayed", () => {
  const variants = new Map([["MUG", "mug"]]);
  const invoice = { customer: "17850", country: "United Kingdom", refused: [] };

  it("of a cancellation is named with its reason, and the rest is given back", () => {
    const purchases = new Purchases();
    purchases.add({ orderId: "order", lines: [line("a", "mug", 3)] });
    const wrong = { sku: "MUG", quantity: 1, reason: "a cancellation of pieces that were not given back" };
    const lines = [
      { sku: "MUG", quantity: 5 },
      { sku: "POST", quantity: 1 },
    ];
    expect(planToCancel({ ...invoice, number: "C1", lines, refused: [wrong] }, "17850", variants, purchases)).toEqual({
      type: "cancelling",
      invoice: "C1",
      customer: "17850",
      calls: [{ orderId: "order", lines: [{ lineId: "a", quantity: 3 }] }],
      rejects: [
        { invoice: "C1", ...wrong },
        { invoice: "C1", sku: "POST", quantity: -1, reason: "not in the catalogue" },
        {
          invoice: "C1",
          sku: "MUG",
          quantity: -2,
          reason: "more than the customer had bought and kept in this replay",
        },
      ],
    });
  });

  it.each([
    [{ number: "1", country: "Unspecified" }, 2, "no country: Unspecified"],
    [{ number: "C1", customer: null }, -2, "a cancellation without a customer"],
  ])("as a whole is named with its reason, and nobody is asked for anything: %j", async (wrong, quantity, reason) => {
    const dir = mkdtempSync(join(tmpdir(), "madang-replay-"));
    // Nobody listens there.
    const graph = graphAt("http://127.0.0.1:9");
    const customers = new Customers(graph);
    const payers = new Payers(graph, () => customers.staff(), { url: "http://127.0.0.1:9", key: "" });
    using journal = new Journal(join(dir, "replay.jsonl"));
    const refused = [{ sku: "PIN", quantity: 1, reason: "a price of zero or less, no sale" }];
    const whole = { ...invoice, ...wrong, lines: [{ sku: "MUG", quantity: 2 }], refused };
    await replay({ graph, customers, payers, variants, journal }, [whole], () => undefined);
    const { number } = wrong;
    const rejects = [
      { invoice: number, sku: "MUG", quantity, reason },
      { invoice: number, ...refused[0] },
    ];
    expect(journal.entries).toEqual([{ type: "done", invoice: number, rejects }]);
    rmSync(dir, { recursive: true });
  });
});

it("The journal knows after a crash all that was written whole", () => {
  const dir = mkdtempSync(join(tmpdir(), "madang-journal-"));
  const path = join(dir, "replay.jsonl");
  const done = (invoice: string) => ({ type: "done" as const, invoice, rejects: [] });
  {
    using journal = new Journal(path);
    journal.add(done("536365"));
  }
  appendFileSync(path, '{"type":"done","invo');
  {
    using journal = new Journal(path);
    expect(journal.entries).toEqual([done("536365")]);
    journal.add(done("536366"));
  }
  using journal = new Journal(path);
  expect(journal.of("done")).toEqual([done("536365"), done("536366")]);
  rmSync(dir, { recursive: true });
});
