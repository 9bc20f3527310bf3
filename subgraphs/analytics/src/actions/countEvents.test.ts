import type { Envelope } from "@madang/service-kit";
import { newId } from "@madang/service-kit";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  aLine,
  anOrder,
  cancelled,
  cancelledPart,
  categorized,
  categoryAt,
  created,
  moved,
  type Order,
  paymentFailed,
  placed,
  registered,
} from "../fixtures/heard.ts";
import { startAnalytics } from "../fixtures/startAnalytics.ts";

let shop: Awaited<ReturnType<typeof startAnalytics>>;
beforeAll(async () => {
  shop = await startAnalytics();
});
afterAll(() => shop[Symbol.asyncDispose]());
beforeEach(() => shop.forget());

const [p1, p2] = [newId("product"), newId("product")];
const [v1, v2, v3] = [newId("product_variant"), newId("product_variant"), newId("product_variant")];
const [c1, c2, c3] = [newId("category"), newId("category"), newId("category")];

/** The sums of one scope over all time. */
async function sums(scope = "", span = "MONTH") {
  const rows = await shop.db.salesFigure.findMany({ where: { scope, span } });
  const sum = (of: (row: (typeof rows)[number]) => bigint) => rows.reduce((sum, row) => sum + of(row), 0n);
  return {
    gross: sum(({ gross }) => BigInt(gross.toFixed())),
    cancelled: sum(({ cancelled }) => BigInt(cancelled.toFixed())),
    captured: sum(({ captured }) => BigInt(captured.toFixed())),
    refunded: sum(({ refunded }) => BigInt(refunded.toFixed())),
    orders: sum(({ orders }) => orders),
    netOrders: sum(({ netOrders }) => netOrders),
    touched: sum(({ touchedOrders }) => touchedOrders),
    newBuyers: sum(({ newBuyers }) => newBuyers),
    units: sum(({ units }) => units),
    netUnits: sum(({ netUnits }) => netUnits),
  };
}

describe("Counting", () => {
  it("takes part cancellations off by the frozen amounts, shipping and all, in whichever order they come", async () => {
    const line = aLine({ quantity: 3, totalMinor: 1_000n, discountMinor: 100n, taxMinor: 20n, shippingMinor: 50n });
    const order = anOrder({ lines: [line, aLine({ variantId: v2, totalMinor: 500n, quantity: 1 })] });
    await shop.hear(
      cancelledPart(order, line, 2, 1),
      moved("refunded", order, 324n),
      placed(order),
      moved("captured", order, 1_470n),
      cancelledPart(order, line, 3, 1),
    );
    await shop.count();
    // Two of three: 667 of 1,000, 67 of 100, 14 of 20, 34 of 50.
    const cancelledMinor = 667n - 67n + 14n + 34n;
    expect(await sums()).toEqual({
      gross: 1_470n,
      cancelled: cancelledMinor,
      captured: 1_470n,
      refunded: 324n,
      orders: 1n,
      netOrders: 1n,
      touched: 1n,
      newBuyers: 1n,
      units: 4n,
      netUnits: 2n,
    });
    const kept = await shop.db.salesLine.findUniqueOrThrow({
      where: { orderId_variantId: { orderId: order.orderId, variantId: line.variantId } },
    });
    expect([kept.gross.toFixed(), kept.cancelled.toFixed(), kept.units, kept.netUnits]).toEqual(["920", "614", 3n, 1n]);
  });

  it("knows events of version 1: an order is cancelled whole", async () => {
    const [kept, gone] = [anOrder(), anOrder()];
    const old = ({ data, ...envelope }: Envelope): Envelope => {
      const { lines, whole: _, cancelled: _all, ...rest } = data as Order & { whole?: boolean; cancelled?: unknown };
      const short = lines.map(({ variantId, sku, name, quantity, unitPriceMinor, totalMinor }) => ({
        ...{ variantId, sku, name, quantity, unitPriceMinor, totalMinor },
      }));
      return { ...envelope, schemaversion: 1, data: { ...rest, lines: short } };
    };
    await shop.hear(...[placed(kept), cancelled(gone), placed(gone)].map(old));
    await shop.count();
    expect(await sums()).toMatchObject({ gross: 5_000n, cancelled: 2_500n, orders: 2n, netOrders: 1n, netUnits: 2n });
  });

  it("gives an order up that could not be paid, and never counts one that was not confirmed", async () => {
    const [confirmed, never] = [anOrder(), anOrder()];
    await shop.hear(paymentFailed(confirmed, true), placed(confirmed), paymentFailed(never, false));
    await shop.count();
    expect(await sums()).toMatchObject({ gross: 2_500n, cancelled: 2_500n, orders: 1n, netOrders: 0n, netUnits: 0n });
  });

  it("counts for a product and every category above it once an order, and follows them when they go elsewhere", async () => {
    const order = anOrder({
      lines: [
        aLine({ variantId: v1, quantity: 1, totalMinor: 100n }),
        aLine({ variantId: v2, quantity: 1, totalMinor: 200n, shippingMinor: 33n }),
        aLine({ variantId: v3, quantity: 1, totalMinor: 700n }),
      ],
    });
    await shop.hear(placed(order), moved("captured", order, 1_033n));
    await shop.count();
    await shop.hear(categoryAt(c2, c1), created(p2, c1, [v3]), created(p1, c2, [v1, v2]), categoryAt(c1, null));
    await shop.count();
    const part = (gross: bigint, captured: bigint, units: bigint) => ({ gross, captured, units, orders: 1n });
    expect(await sums(p1)).toMatchObject(part(300n, 300n, 2n));
    expect(await sums(c2)).toMatchObject(part(300n, 300n, 2n));
    expect(await sums(c1)).toMatchObject(part(1_000n, 1_000n, 3n));

    await shop.hear(categorized(p1, c3, 2), categoryAt(c3, c2), categorized(p2, null, 3), categorized(p2, c1, 2));
    await shop.hear(categoryAt(c2, null, 2));
    await shop.count();
    expect(await sums(c3)).toMatchObject(part(300n, 300n, 2n));
    expect(await sums(c2)).toMatchObject(part(300n, 300n, 2n));
    expect(await sums(p2)).toMatchObject(part(700n, 700n, 1n));
    expect(await shop.db.salesFigure.count({ where: { scope: c1 } })).toBe(0);
    expect(await shop.db.salesFigure.count({ where: { scope: "" } })).toBe(3);
  });

  it("tells new buyers from returning ones by account, address, or the address of the account", async () => {
    const at = (day: number) => new Date(Date.UTC(2026, 10, day));
    const guest = anOrder({ email: "Ada@Example.com", placedAt: at(2) });
    const account = anOrder({ email: "work@example.com", accountId: "account_ada", placedAt: at(3) });
    const other = anOrder({ placedAt: at(1) });
    await shop.hear(placed(account), placed(guest), placed(other));
    await shop.count();
    expect(await sums()).toMatchObject({ orders: 3n, newBuyers: 3n });
    await shop.hear(registered("account_ada", "ada@example.com"));
    await shop.count();
    expect(await sums()).toMatchObject({ orders: 3n, newBuyers: 2n });
    await shop.hear(placed(anOrder({ email: " ada@example.com", placedAt: at(1) })));
    await shop.count();
    expect(await sums()).toMatchObject({ orders: 4n, newBuyers: 2n });
    expect((await shop.db.salesOrder.findUniqueOrThrow({ where: { id: guest.orderId } })).newBuyer).toBe(false);
  });

  it("keeps amounts exact that no number and no bigint can hold", async () => {
    const big = 9_223_372_036_854_775_807n;
    for (let i = 0; i < 3; i += 1) await shop.hear(placed(anOrder({ lines: [aLine({ totalMinor: big })] })));
    await shop.count();
    expect((await sums()).gross).toBe(3n * big);
  });

  it("costs a handler one statement besides the clock's", async () => {
    const order = anOrder();
    for (const event of [placed(order), moved("captured", order, 2_500n), created(p1, null, [v1])]) {
      const { statements } = await shop.statementsOf(() => shop.hear(event));
      expect(statements).toEqual([expect.stringContaining("INSERT INTO")]);
    }
  });
});

describe("The figures", () => {
  // Few of everything, so that stories meet.
  const story = fc.record({
    placedAt: fc.integer({ min: 0, max: 40 }).map((n) => new Date(Date.UTC(2026, 10, 30, 22, 7 * n))),
    market: fc.constantFrom(
      { channel: "default", currency: "GBP", country: "GB" },
      { channel: "kr", currency: "KRW", country: "KR" },
    ),
    buyer: fc.constantFrom(
      { accountId: null, email: "a@x.com" },
      { accountId: "account_1", email: "a@x.com" },
      { accountId: "account_1", email: "b@x.com" },
      { accountId: "account_2", email: "c@x.com" },
    ),
    lines: fc.array(
      fc.record({
        variantId: fc.constantFrom(v1, v2, v3),
        quantity: fc.integer({ min: 1, max: 5 }),
        totalMinor: fc.bigInt({ min: 0n, max: 10n ** 20n }),
        discountMinor: fc.constantFrom(0n),
        taxMinor: fc.bigInt({ min: 0n, max: 999n }),
        shippingMinor: fc.bigInt({ min: 0n, max: 999n }),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    end: fc.constantFrom("kept", "part", "parts", "whole", "failed", "chargedBack", "unknown"),
  });

  const eventsOf = ({
    placedAt,
    market,
    buyer,
    lines,
    end,
  }: typeof story extends fc.Arbitrary<infer T> ? T : never): Envelope[] => {
    const order = anOrder({ ...market, ...buyer, placedAt, lines: lines.map((line) => aLine(line)) });
    const [line = aLine()] = order.lines;
    const paid = moved("captured", order, order.totalMinor);
    const ends = {
      kept: [],
      part: [cancelledPart(order, line, line.quantity, 1), moved("refunded", order, 1n)],
      parts: Array.from({ length: line.quantity }, (_, i) => cancelledPart(order, line, line.quantity - i, 1)),
      whole: [cancelledPart(order, line, line.quantity, 1), cancelled(order)],
      failed: [paymentFailed(order, true)],
      chargedBack: [moved("chargedBack", order, order.totalMinor)],
      unknown: [],
    };
    return [...(end === "unknown" ? [] : [placed(order)]), paid, ...ends[end]];
  };

  const catalogue = () => [
    ...[created(p1, c1, [v1, v2]), categorized(p1, c3, 2), categorized(p1, c2, 3), created(p2, c3, [v3])],
    ...[categoryAt(c1, null), categoryAt(c2, c1), categoryAt(c2, c3, 2), categoryAt(c3, null)],
    ...[registered("account_1", "a@x.com"), registered("account_2", "b@x.com")],
  ];

  it("are the same whatever order events come in, however often, and however many are counted at once", async () => {
    const play = fc.record({
      stories: fc.array(story, { minLength: 1, maxLength: 6 }),
      ranks: fc.array(fc.nat(), { minLength: 60, maxLength: 60 }),
      prefix: fc.nat(59),
      every: fc.integer({ min: 1, max: 9 }),
      atMost: fc.constantFrom(1, 3, 500),
    });
    await fc.assert(
      fc.asyncProperty(play, async ({ stories, ranks, prefix, every, atMost }) => {
        const events = [...stories.flatMap(eventsOf), ...catalogue()];
        await shop.forget();
        await shop.hear(...events);
        await shop.count();
        const expected = await shop.figures();

        const shuffled = events
          .map((event, i) => ({ event, rank: ranks[i % 60] }))
          .sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0));
        await shop.forget();
        for (const [i, { event }] of shuffled.entries()) {
          await shop.hear(event);
          if (i % every === 0) await shop.count(atMost);
        }
        await shop.count(atMost);
        expect(await shop.figures()).toEqual(expected);
        await shop.hear(...shuffled.slice(0, prefix).map((one) => one.event));
        await shop.count();
        expect(await shop.figures()).toEqual(expected);
        expect(await shop.rebuild()).toMatchObject({ changed: false, events: events.length });
        expect(await shop.figures()).toEqual(expected);
      }),
      { numRuns: 12 },
    );
  });

  it("are right when many hear and count at once, and while they are made again", async () => {
    const orders = Array.from({ length: 40 }, () => anOrder({ email: "one@x.com" }));
    const hearing = orders.flatMap((order) => [placed(order), moved("captured", order, 2_500n), cancelled(order)]);
    const [first, second] = [hearing.slice(0, 60), hearing.slice(60)];
    await Promise.all([...first.map((event) => shop.hear(event)), shop.count(7), shop.count(7)]);
    const [rebuilt] = await Promise.all([shop.rebuild(), ...second.map((event) => shop.hear(event)), shop.count(5)]);
    expect(rebuilt.changed).toBe(false);
    await shop.count();
    expect(await sums()).toMatchObject({ gross: 100_000n, cancelled: 100_000n, captured: 100_000n, newBuyers: 1n });
    expect(await shop.rebuild()).toMatchObject({ events: 120, changed: false });
  });

  it("are put right when they are made again, and what is not counted yet stays so", async () => {
    const order = anOrder();
    await shop.hear(placed(order));
    await shop.count();
    const right = await shop.figures();
    await shop.db.salesFigure.deleteMany({ where: { span: "DAY" } });
    await shop.hear(cancelled(order));
    expect(await shop.rebuild()).toMatchObject({ events: 1, changed: true });
    expect(await shop.figures()).toEqual(right);
    await shop.count();
    expect(await sums("", "DAY")).toMatchObject({ gross: 2_500n, cancelled: 2_500n });
  });
});
