import { service } from "@madang/testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { anOrder, placed } from "../fixtures/heard.ts";
import { startAnalytics } from "../fixtures/startAnalytics.ts";

const now = new Date("2026-11-20T09:30:00.000Z");
const limit = new Date("2026-11-20T09:15:00.000Z");
const before = new Date(limit.getTime() - 1);

let shop: Awaited<ReturnType<typeof startAnalytics>>;
beforeAll(async () => {
  shop = await startAnalytics();
  shop.clock.set(now);
});
afterAll(() => shop[Symbol.asyncDispose]());
beforeEach(() => shop.forget());

/** All that is wrong, as the room tells it. */
async function wrong() {
  const { data, errors } = await shop
    .as(service("analytics"))
    .query("{ analyticsInconsistencies { check subject detail } }");
  expect(errors).toEqual([]);
  return data?.["analyticsInconsistencies"];
}

describe("what was heard", () => {
  const event = placed(anOrder());
  const since = (at: Date) => shop.db.uncounted.updateMany({ data: { since: at } });

  it("may wait to be counted for 15 minutes", async () => {
    await shop.hear(event);
    await since(limit);
    expect(await wrong()).toEqual([]);
  });

  it("is wrong when it waits for longer, and so is an order to be counted again, until it is counted", async () => {
    await shop.hear(event);
    await shop.db.uncounted.create({ data: { orderId: "order_x" } });
    await since(before);
    const told = { check: "events-are-counted", detail: "Not counted since 2026-11-20T09:14:59Z." };
    expect(await wrong()).toEqual([
      { ...told, subject: event.id },
      { ...told, subject: "order_x" },
    ]);
    await shop.count();
    expect(await wrong()).toEqual([]);
  });
});

describe("the figures", () => {
  it("are wrong in every span when a counted order has other sums than they", async () => {
    await shop.hear(placed(anOrder()));
    await shop.count();
    expect(await wrong()).toEqual([]);
    await shop.db.salesOrder.updateMany({ data: { gross: 2_501 } });
    const check = "figures-equal-orders";
    const detail = "1 orders, 2500 less 0 in the figures; 1 orders, 2501 less 0 in the orders.";
    expect(await wrong()).toEqual(
      ["DAY", "MONTH", "QUARTER"].map((span) => ({ check, subject: `GBP/${span}`, detail })),
    );
  });
});
