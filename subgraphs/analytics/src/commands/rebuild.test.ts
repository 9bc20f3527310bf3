import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { identitySettings, startTestSubgraph } from "@madang/testkit";
import { expect, it } from "vitest";
import { placed, placedOrder } from "../fixtures/orderEvents.ts";
import { analytics } from "../subgraph.ts";

it("The rebuild command makes the figures again from the events kept here", async () => {
  await using shop = await startTestSubgraph(analytics);
  const { envelope, data } = placed(placedOrder("order_1"));
  const { id, type, time } = envelope;
  await shop.db.orderEvent.create({
    data: { id, type, orderId: data.orderId, time, heardAt: time, data: JSON.parse(JSON.stringify(envelope.data)) },
  });
  const market = { day: new Date("2026-11-20"), channel: "default", currency: "GBP" };
  await shop.db.dailyRevenue.create({ data: { ...market, country: "KR", revenueMinor: 7n, orders: 7n, units: 7n } });

  const { stdout } = await promisify(execFile)(process.execPath, [join(import.meta.dirname, "rebuild.ts")], {
    env: {
      ...process.env,
      ...(await identitySettings("analytics")),
      DATABASE_URL_ANALYTICS: shop.databaseUrl,
      REDIS_URL: shop.redis.url,
      QUEUE_PREFIX: shop.redis.prefix,
      CURSOR_SECRET: "a secret for the cursors of tests",
      LOG_LEVEL: "silent",
    },
  });
  expect(stdout).toBe("The figures were made again; days and markets: 1.\n");
  expect(await shop.db.dailyRevenue.findMany()).toEqual([
    { ...market, country: "GB", revenueMinor: 2_500n, orders: 1n, units: 2n },
  ]);
});
