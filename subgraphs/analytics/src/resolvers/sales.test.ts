import { newId } from "@madang/service-kit";
import { ada, guest, service, staff } from "@madang/testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { aLine, anOrder, cancelledPart, categoryAt, created, moved, type Order, placed } from "../fixtures/heard.ts";
import { startAnalytics } from "../fixtures/startAnalytics.ts";

let shop: Awaited<ReturnType<typeof startAnalytics>>;
beforeAll(async () => {
  shop = await startAnalytics();
});
afterAll(() => shop[Symbol.asyncDispose]());
beforeEach(() => shop.forget());

const reader = staff(["analytics:read"]);
const figures = `currency gross { amount } cancelled { amount } net { amount } captured { amount } refunded { amount }
  orders netOrders units netUnits averageOrderValue { amount } refundRate newBuyers returningBuyers`;
const document = `query ($input: SalesInput!) { sales(input: $input) {
  totals { ${figures} } rows { from to figures { currency orders gross { amount } } } comparison { currency orders }
  freshness { asOf lagMs } } }`;

interface Answer {
  sales: {
    totals: Record<string, unknown>[];
    rows: { from: string; to: string; figures: Record<string, unknown> }[];
    comparison: Record<string, unknown>[] | null;
    freshness: { asOf: string | null; lagMs: number | null };
  };
}

const ask = (input: object, viewer: typeof guest = reader) => shop.as(viewer).query<Answer>(document, { input });
async function sales(input: object) {
  const { data, errors } = await ask(input);
  expect(errors).toEqual([]);
  if (!data) throw new Error("There is no answer.");
  return data.sales;
}
const at = (placedAt: string, changed: Partial<Order> = {}) => anOrder({ ...changed, placedAt: new Date(placedAt) });
async function has(...orders: readonly Order[]) {
  await shop.hear(...orders.map(placed));
  await shop.count();
}

describe("sales", () => {
  it("tells gross, net and money of the orders of a time, to the minor unit", async () => {
    const line = aLine({ quantity: 3, totalMinor: 1_000n, shippingMinor: 100n });
    const order = at("2026-11-20T09:30:00.000Z", { email: "a@x.com", lines: [line] });
    const again = at("2026-11-20T10:00:00.000Z", { email: "a@x.com" });
    await shop.hear(cancelledPart(order, line, 3, 2), moved("captured", order, 1_100n), moved("refunded", order, 700n));
    await shop.hear(moved("chargedBack", order, 10n));
    await has(order, again, at("2026-11-21T00:00:00.000Z"));
    const { totals, rows, comparison, freshness } = await sales({ from: "2026-11-20", to: "2026-11-20" });
    expect(totals).toEqual([
      {
        currency: "GBP",
        gross: { amount: "36.00" },
        cancelled: { amount: "7.34" },
        net: { amount: "28.66" },
        captured: { amount: "11.00" },
        refunded: { amount: "7.10" },
        orders: 2,
        netOrders: 2,
        units: 5,
        netUnits: 3,
        averageOrderValue: { amount: "18.00" },
        refundRate: "0.5000",
        newBuyers: 1,
        returningBuyers: 1,
      },
    ]);
    expect(rows).toEqual([
      {
        from: "2026-11-20T00:00:00.000Z",
        to: "2026-11-21T00:00:00.000Z",
        figures: { currency: "GBP", orders: 2, gross: { amount: "36.00" } },
      },
    ]);
    expect(comparison).toBeNull();
    expect(freshness.asOf).toBe("2026-11-21T09:30:00.000Z");
  });

  it("has 23 and 25 hours on the days when London's clocks change, each order in one", async () => {
    const hours = (day: string, from: number, count: number) =>
      Array.from({ length: count }, (_, i) =>
        at(new Date(Date.parse(day) + (from + i) * 3_600_000 + 59_999).toISOString()),
      );
    await has(...hours("2026-03-29", -1, 26), ...hours("2026-10-25", -2, 28));
    const rowsOf = async (day: string) =>
      (await sales({ from: day, to: day, timeZone: "Europe/London", granularity: "HOUR" })).rows;
    const spring = await rowsOf("2026-03-29");
    expect(spring).toHaveLength(23);
    expect(spring.map(({ figures }) => figures["orders"])).toEqual(Array.from({ length: 23 }, () => 1));
    expect([spring[0]?.from, spring.at(-1)?.to]).toEqual(["2026-03-29T00:00:00.000Z", "2026-03-29T23:00:00.000Z"]);
    const autumn = await rowsOf("2026-10-25");
    expect(autumn).toHaveLength(25);
    expect([autumn[0]?.from, autumn.at(-1)?.to]).toEqual(["2026-10-24T23:00:00.000Z", "2026-10-26T00:00:00.000Z"]);
    const days = await sales({ from: "2026-03-28", to: "2026-03-30", timeZone: "Europe/London" });
    expect(days.rows.map(({ figures }) => figures["orders"])).toEqual([1, 23, 2]);
  });

  it("begins India's days at half past six in UTC", async () => {
    await has(at("2026-11-19T18:29:59.999Z"), at("2026-11-19T18:30:00.000Z"), at("2026-11-20T18:29:59.999Z"));
    const { rows } = await sales({ from: "2026-11-19", to: "2026-11-20", timeZone: "Asia/Kolkata" });
    expect(rows.map(({ from, figures }) => [from, figures["orders"]])).toEqual([
      ["2026-11-18T18:30:00.000Z", 1],
      ["2026-11-19T18:30:00.000Z", 2],
    ]);
  });

  it("compares with as many days before, and with the year before", async () => {
    await has(at("2025-11-20T00:00:00.000Z"), at("2026-11-19T23:59:59.999Z"), at("2026-11-20T00:00:00.000Z"));
    const day = { from: "2026-11-20", to: "2026-11-20" };
    const orders = [{ currency: "GBP", orders: 1 }];
    expect((await sales({ ...day, compareWith: "PREVIOUS_PERIOD" })).comparison).toEqual(orders);
    expect((await sales({ ...day, compareWith: "PREVIOUS_YEAR" })).comparison).toEqual(orders);
    const year = { from: "2026-01-01", to: "2026-12-31", granularity: "MONTH", compareWith: "PREVIOUS_YEAR" };
    expect(await sales(year)).toMatchObject({ totals: [{ orders: 2 }], rows: [{}], comparison: orders });
    expect((await sales({ ...day, from: "2026-11-10", compareWith: "PREVIOUS_PERIOD" })).comparison).toEqual([]);
  });

  it("keeps to a market, a product and a category with those below it", async () => {
    const [above, below, product] = [newId("category"), newId("category"), newId("product")];
    const variantId = newId("product_variant");
    const line = aLine({ variantId, quantity: 1, totalMinor: 1_000n, shippingMinor: 200n });
    const mixed = at("2026-11-20T09:30:00.000Z", { lines: [line, aLine({ totalMinor: 801n })] });
    const korean = at("2026-11-20T09:30:00.000Z", { channel: "kr", currency: "KRW", country: "KR" });
    await shop.hear(categoryAt(below, above), created(product, below, [variantId]), moved("captured", mixed, 2_001n));
    await has(mixed, korean);
    const day = { from: "2026-11-20", to: "2026-11-20" };
    for (const market of [{ channel: "kr" }, { currency: "KRW" }, { country: "KR" }])
      expect((await sales({ ...day, ...market })).totals).toMatchObject([
        { currency: "KRW", gross: { amount: "2500" } },
      ]);
    for (const scope of [{ productId: product }, { categoryId: below }, { categoryId: above, productId: product }])
      expect((await sales({ ...day, ...scope })).totals).toMatchObject([
        { currency: "GBP", gross: { amount: "10.00" }, captured: { amount: "10.00" }, orders: 1, units: 1 },
      ]);
    for (const none of [
      { productId: newId("product") },
      { categoryId: newId("category"), productId: product },
      { categoryId: "\u0000" },
      { productId: below },
      { country: "FR" },
    ])
      expect(await sales({ ...day, ...none })).toMatchObject({ totals: [], rows: [] });
  });

  it("tells amounts beyond what a number holds exactly", async () => {
    const huge = 10n ** 19n + 1n;
    await has(at("2026-11-20T09:30:00.000Z", { currency: "KRW", lines: [aLine({ totalMinor: huge })] }));
    const { totals } = await sales({ from: "2026-11-20", to: "2026-11-20" });
    expect(totals).toMatchObject([{ gross: { amount: huge.toString() } }]);
  });

  it("refuses times that are none or too long, and zones and markets that are none", async () => {
    for (const input of [
      { from: "2026-11-21", to: "2026-11-20" },
      { from: "2025-11-20", to: "2026-11-22" },
      { from: "2026-01-01", to: "2026-02-02", granularity: "HOUR" },
      { from: "2010-01-01", to: "2026-02-02", granularity: "MONTH" },
      { from: "0001-01-01", to: "0001-01-01" },
      { from: "2026-11-20", to: "2026-11-20", timeZone: "Mars/Olympus" },
      { from: "2026-11-20", to: "2026-11-20", channel: "a b" },
    ])
      expect((await ask(input)).errors[0]?.extensions).toEqual({ code: "BAD_USER_INPUT" });
    expect(await sales({ from: "2026-01-01", to: "2026-02-01", granularity: "HOUR" })).toMatchObject({ rows: [] });
  });

  it("is for staff with the scope alone, and so is making the figures again", async () => {
    const day = { from: "2026-11-20", to: "2026-11-20" };
    expect((await ask(day, guest)).errors[0]?.extensions?.["code"]).toBe("UNAUTHENTICATED");
    for (const viewer of [ada, staff(["orders:read"]), service("orders")])
      expect((await ask(day, viewer)).errors[0]?.extensions?.["code"]).toBe("FORBIDDEN");
    const rebuild = "mutation { rebuildMetrics { ... on MetricsRebuilt { events changed } } }";
    expect((await shop.as(reader).query(rebuild)).errors[0]?.extensions?.["code"]).toBe("FORBIDDEN");
    await has(at("2026-11-20T09:30:00.000Z"));
    expect((await shop.as(staff(["operations:write"])).query(rebuild)).data).toEqual({
      rebuildMetrics: { events: 1, changed: false },
    });
  });
});

describe("bestSellers", () => {
  const query = `query ($input: SalesInput!, $by: BestSellerOrder! = REVENUE, $first: Int! = 10) {
    bestSellers(input: $input, by: $by, first: $first) { product { id } variant { id } name revenue { amount currency } units } }`;
  const best = async (variables: object, input: object = {}) => {
    const asked = { input: { from: "2026-11-20", to: "2026-11-20", ...input }, ...variables };
    const { data, errors } = await shop.as(reader).query<{ bestSellers: Record<string, unknown>[] }>(query, asked);
    return data?.bestSellers ?? errors[0]?.extensions?.["code"];
  };

  it("ranks products by money or pieces, net and without shipping, in one currency", async () => {
    const [mugs, lamp] = [newId("product"), newId("product")];
    const [small, large, light] = [newId("product_variant"), newId("product_variant"), newId("product_variant")];
    await shop.hear(created(mugs, null, [small, large]), created(lamp, null, [light]));
    const line = (variantId: string, name: string, quantity: number, totalMinor: bigint) =>
      aLine({ variantId, name, quantity, totalMinor, shippingMinor: 50n });
    const returned = line(large, "Large mug", 2, 2_000n);
    const order = at("2026-11-20T09:30:00.000Z", {
      lines: [line(small, "Small mug", 3, 900n), returned, line(light, "Lamp", 1, 2_500n)],
    });
    await shop.hear(cancelledPart(order, returned, 2, 1));
    const renamed = line(light, "Lamp II", 1, 2_500n);
    const krw = { currency: "KRW", lines: [line(light, "Lamp", 9, 90_000n)] };
    await has(order, at("2026-11-20T10:30:00.000Z", { lines: [renamed] }), at("2026-11-20T00:00:00.000Z", krw));
    const gbp = (amount: string) => ({ amount, currency: "GBP" });
    const lamps = { product: { id: lamp }, variant: { id: light }, name: "Lamp II", revenue: gbp("50.00"), units: 2 };
    expect(await best({})).toEqual([
      lamps,
      { product: { id: mugs }, variant: { id: large }, name: "Large mug", revenue: gbp("19.00"), units: 4 },
    ]);
    expect(await best({ by: "UNITS" })).toEqual([
      { product: { id: mugs }, variant: { id: small }, name: "Small mug", revenue: gbp("19.00"), units: 4 },
      lamps,
    ]);
    expect(await best({ first: 1 }, { currency: "KRW" })).toMatchObject([{ units: 9, revenue: { amount: "90000" } }]);
    expect(await best({}, { productId: mugs })).toMatchObject([{ product: { id: mugs } }]);
    expect(await best({}, { from: "2026-11-19", to: "2026-11-19" })).toEqual([]);
  });

  it("tells of variants whose product is not known yet, and gives 1 to 100", async () => {
    await has(at("2026-11-20T09:30:00.000Z"));
    expect(await best({})).toMatchObject([{ product: null, variant: { id: "product_variant_mug" }, name: "Mug" }]);
    for (const first of [0, 101]) expect(await best({ first })).toBe("BAD_USER_INPUT");
  });
});

describe("metrics", () => {
  const query = `query ($input: MetricsInput!) { metrics(input: $input) {
    totals { revenue { amount currency } orders units } days { day channel country revenue { amount } orders units } asOf } }`;

  it("tells by day in UTC what is left of the orders", async () => {
    const line = aLine({ quantity: 2, totalMinor: 2_500n });
    const order = at("2026-11-20T23:59:59.999Z", { lines: [line] });
    await shop.hear(cancelledPart(order, line, 2, 1));
    await has(order, at("2026-11-21T00:00:00.000Z", { country: "KR" }));
    const input = { from: "2026-11-20", to: "2026-11-21" };
    expect((await shop.as(reader).query(query, { input })).data).toEqual({
      metrics: {
        totals: [{ revenue: { amount: "37.50", currency: "GBP" }, orders: 2, units: 3 }],
        days: [
          { day: "2026-11-20", channel: "default", country: "GB", revenue: { amount: "12.50" }, orders: 1, units: 1 },
          { day: "2026-11-21", channel: "default", country: "KR", revenue: { amount: "25.00" }, orders: 1, units: 2 },
        ],
        asOf: "2026-11-21T23:59:59.999Z",
      },
    });
    const wrong = await shop.as(reader).query(query, { input: { from: "2026-11-21", to: "2026-11-20" } });
    expect(wrong.errors[0]?.extensions).toEqual({ code: "BAD_USER_INPUT" });
  });
});

// At the end, since this stops the clock.
describe("freshness", () => {
  const freshAt = async (time: string) => {
    shop.clock.set(new Date(time));
    return (await sales({ from: "2026-11-20", to: "2026-11-20" })).freshness;
  };

  it("is how late the newest event was that is counted or, when that is more, how old one is that waits", async () => {
    const first = "2026-11-20T09:30:00.000Z";
    expect(await freshAt(first)).toEqual({ asOf: null, lagMs: null });
    await shop.hear(placed(at(first)));
    expect(await freshAt("2026-11-20T09:30:02.500Z")).toEqual({ asOf: null, lagMs: 2_500 });
    await shop.count();
    // It is as far as it can be, however long nothing happens.
    for (const time of ["2026-11-20T09:30:02.500Z", "2026-11-20T10:00:00.000Z"])
      expect(await freshAt(time)).toEqual({ asOf: first, lagMs: 2_500 });

    const [second, third] = ["2026-11-20T10:00:00.000Z", "2026-11-20T10:50:00.000Z"];
    await shop.hear(placed(at(second)), placed(at(third)));
    expect(await freshAt("2026-11-20T10:00:01.000Z")).toEqual({ asOf: first, lagMs: 2_500 });
    expect(await freshAt("2026-11-20T11:00:00.000Z")).toEqual({ asOf: first, lagMs: 3_600_000 });
    await shop.count();
    expect(await freshAt("2026-11-20T11:00:00.000Z")).toEqual({ asOf: third, lagMs: 600_000 });
  });

  it("is as old as an event of the catalogue that waits, too", async () => {
    await shop.hear(categoryAt(newId("category"), null));
    expect(await freshAt("2026-01-01T00:01:30.000Z")).toEqual({ asOf: null, lagMs: 90_000 });
    await shop.count();
    expect(await freshAt("2026-01-01T00:01:30.000Z")).toEqual({ asOf: null, lagMs: null });
  });
});
