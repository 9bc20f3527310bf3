import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { identitySettings } from "@madang/testkit";
import { expect, it } from "vitest";
import { anOrder, placed } from "../fixtures/heard.ts";
import { startAnalytics } from "../fixtures/startAnalytics.ts";

it("The rebuild command makes the figures again from the events kept here, and says whether they were right", async () => {
  await using shop = await startAnalytics();
  await shop.hear(placed(anOrder()));
  await shop.count();
  const right = await shop.figures();
  await shop.db.salesFigure.updateMany({ where: { scope: "" }, data: { gross: 7 } });

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
  expect(stdout).toMatch(
    /^The figures were made again from 1 events in \d+ ms; some were different, which is a fault\.\n$/,
  );
  expect(await shop.figures()).toEqual(right);
});
