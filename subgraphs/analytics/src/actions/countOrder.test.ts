import { anonymous, databaseClock, newId, transactions } from "@madang/service-kit";
import { ada, guest, service, staff, startTestSubgraph } from "@madang/testkit";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Tx } from "../data/database.ts";
import { metricsOf } from "../data/metrics.ts";
import { cancelled, type Heard, placed, placedOrder } from "../fixtures/orderEvents.ts";
import { analytics } from "../subgraph.ts";
import { countOrder } from "./countOrder.ts";
import { rebuildFigures } from "./rebuildFigures.ts";

const open = () => startTestSubgraph(analytics);
let shop: Awaited<ReturnType<typeof open>>;
beforeAll(async () => {
  shop = await open();
});
afterAll(() => shop[Symbol.asyncDispose]());
beforeEach(() => shop.db.$transaction([shop.db.orderEvent.deleteMany(), shop.db.dailyRevenue.deleteMany()]));

/** Handles an event as the queue's consumer does. */
async function hear({ envelope, data }: Heard) {
  const transact = transactions<Tx>("analytics", shop.db, databaseClock, 10_000, {});
  await transact((work) => countOrder(work, data), {
    viewer: anonymous,
    log: shop.running.service.log,
    event: envelope,
  });
}
const rebuild = () => shop.as(service("analytics")).run(rebuildFigures, {});
const figures = () => metricsOf(shop.db, { from: "2026-01-01", to: "2026-12-31" });
const order = (changed = {}) => placedOrder(newId("order"), changed);
const gbp = (minor: bigint) => ({ minor, currency: "GBP" });

describe("The figures", () => {
  it("count an order on the day, in UTC, and in the market that it was placed in", async () => {
    await hear(placed(order({ placedAt: new Date("2026-11-20T23:59:59.999Z") })));
    await hear(placed(order({ placedAt: new Date("2026-11-21T00:00:00.000Z"), totalMinor: 99n })));
    await hear(
      placed(
        order({
          placedAt: new Date("2026-11-21T12:00:00.000Z"),
          country: "KR",
          channel: "kr",
          currency: "KRW",
          totalMinor: 12_500n,
        }),
      ),
    );
    expect(await figures()).toEqual({
      asOf: new Date("2026-11-21T12:00:00.000Z"),
      totals: [
        { revenue: gbp(2_599n), orders: 2, units: 4 },
        { revenue: { minor: 12_500n, currency: "KRW" }, orders: 1, units: 2 },
      ],
      days: [
        { day: "2026-11-20", channel: "default", country: "GB", revenue: gbp(2_500n), orders: 1, units: 2 },
        { day: "2026-11-21", channel: "default", country: "GB", revenue: gbp(99n), orders: 1, units: 2 },
        {
          day: "2026-11-21",
          channel: "kr",
          country: "KR",
          revenue: { minor: 12_500n, currency: "KRW" },
          orders: 1,
          units: 2,
        },
      ],
    });
  });

  it("take a cancelled order back from the day that it was placed, whichever event comes first", async () => {
    const [kept, late, early] = [order(), order(), order()];
    await hear(placed(kept));
    await hear(placed(late));
    await hear(cancelled(late));
    await hear(cancelled(early));
    await hear(placed(early));
    expect(await figures()).toMatchObject({
      asOf: new Date("2026-11-21T09:30:00.000Z"),
      totals: [{ revenue: gbp(2_500n), orders: 1, units: 2 }],
      days: [{ day: "2026-11-20", orders: 1 }],
    });
  });

  it("are right when both events of an order are handled at once, and each twice", async () => {
    for (let round = 0; round < 10; round++) {
      const data = order();
      const [one, two] = [placed(data), cancelled(data)];
      await Promise.all([one, two, one, two].map(hear));
    }
    expect(await figures()).toMatchObject({ totals: [], days: [] });
    expect(await shop.db.orderEvent.count()).toBe(20);
  });

  it("come out the same when they are made again, after any sequence of events", async () => {
    const story = fc.record({
      day: fc.integer({ min: 0, max: 2 }),
      country: fc.constantFrom("GB", "KR"),
      currency: fc.constantFrom("GBP", "KRW"),
      totalMinor: fc.bigInt({ min: 0n, max: 10n ** 15n }),
      quantity: fc.integer({ min: 1, max: 1_000 }),
      cancelled: fc.boolean(),
      rank: fc.tuple(fc.nat(), fc.nat()),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(story, { maxLength: 12 }), fc.nat(11), async (stories, rebuiltAfter) => {
        await shop.db.$transaction([shop.db.orderEvent.deleteMany(), shop.db.dailyRevenue.deleteMany()]);
        const events = stories.flatMap(({ day, country, currency, totalMinor, quantity, cancelled: over, rank }) => {
          const line = { variantId: "v", sku: "S", name: "N", quantity, unitPriceMinor: 1n, totalMinor: 1n };
          const placedAt = new Date(Date.UTC(2026, 10, 20 + day, 23, 30));
          const data = order({ country, currency, totalMinor, placedAt, lines: [line, line] });
          const first = { at: rank[0], event: placed(data) };
          return over ? [first, { at: rank[1], event: cancelled(data) }] : [first];
        });
        events.sort((a, b) => a.at - b.at);
        for (const [i, { event }] of events.entries()) {
          await hear(event);
          if (i === rebuiltAfter) await rebuild();
        }
        const counted = await figures();
        await rebuild();
        expect(await figures()).toEqual(counted);
        const kept = stories.filter((story) => !story.cancelled);
        expect(counted.totals.reduce((sum, { orders }) => sum + orders, 0)).toBe(kept.length);
        for (const { revenue } of counted.totals)
          expect(revenue.minor).toBe(
            kept
              .filter(({ currency }) => currency === revenue.currency)
              .reduce((sum, { totalMinor }) => sum + totalMinor, 0n),
          );
      }),
      { numRuns: 25 },
    );
  });

  it("are made again while orders come in, and lose none of them", async () => {
    const incoming = Array.from({ length: 30 }, () => placed(order()));
    await Promise.all([...incoming.slice(0, 15).map(hear), rebuild(), ...incoming.slice(15).map(hear), rebuild()]);
    expect(await figures()).toMatchObject({ totals: [{ revenue: gbp(75_000n), orders: 30, units: 60 }] });
  });
});

describe("metrics", () => {
  const query = `query ($input: MetricsInput!) { metrics(input: $input) {
    totals { revenue { amount currency } orders units } days { day channel country revenue { amount } orders units } asOf } }`;
  const reader = staff(["analytics:read"]);
  const ask = (viewer: typeof guest, input: object) => shop.as(viewer).query(query, { input });

  it("answers for the range and the market that are asked for", async () => {
    await hear(placed(order()));
    await hear(placed(order({ country: "KR", totalMinor: 1n })));
    const day = { from: "2026-11-20", to: "2026-11-20" };
    const { data, errors } = await ask(reader, { ...day, country: "GB" });
    expect(errors).toEqual([]);
    expect(data).toEqual({
      metrics: {
        totals: [{ revenue: { amount: "25.00", currency: "GBP" }, orders: 1, units: 2 }],
        days: [
          { day: "2026-11-20", channel: "default", country: "GB", revenue: { amount: "25.00" }, orders: 1, units: 2 },
        ],
        asOf: "2026-11-20T09:30:00.000Z",
      },
    });
    for (const none of [{ currency: "KRW" }, { channel: "kr" }, { country: "FR" }])
      expect((await ask(reader, { ...day, ...none })).data).toMatchObject({ metrics: { totals: [], days: [] } });
    expect((await ask(reader, { from: "2025-11-21", to: "2026-11-22" })).data).toMatchObject({
      metrics: { days: [{}, {}] },
    });
  });

  it("knows nothing before the first event", async () => {
    expect((await ask(reader, { from: "2026-11-20", to: "2026-11-20" })).data).toEqual({
      metrics: { totals: [], days: [], asOf: null },
    });
  });

  it("refuses ranges that are none, too long or no days, and markets that are none", async () => {
    for (const channel of ["", "\u0000", "a b", "x".repeat(65)])
      expect((await ask(reader, { from: "2026-11-20", to: "2026-11-20", channel })).errors[0]?.extensions).toEqual({
        code: "BAD_USER_INPUT",
      });
    for (const [from, to] of [
      ["2026-11-21", "2026-11-20"],
      ["2025-11-20", "2026-11-22"],
      ["0001-01-01", "9999-12-31"],
      ["2026-02-30", "2026-03-01"],
      ["yesterday", "today"],
      ["2026-11-20T00:00:00Z", "2026-11-20"],
      [0, 1],
    ]) {
      const { data, errors } = await ask(reader, { from, to });
      expect(data).toBeNull();
      expect(errors[0]?.extensions?.["code"]).toBe("BAD_USER_INPUT");
    }
  });

  it("is for staff with the scope alone", async () => {
    const day = { from: "2026-11-20", to: "2026-11-20" };
    expect((await ask(guest, day)).errors[0]?.extensions?.["code"]).toBe("UNAUTHENTICATED");
    for (const viewer of [ada, staff(["orders:read"]), service("orders")])
      expect((await ask(viewer, day)).errors[0]?.extensions?.["code"]).toBe("FORBIDDEN");
  });
});
