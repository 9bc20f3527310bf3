import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { isFree } from "../launcher/ports.ts";
import { launch, portBase, temporaryHome } from "../testing/launched.ts";

const patience = 180_000;

async function productsAt(base: number): Promise<unknown> {
  const answer = await fetch(`http://127.0.0.1:${base}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query: "{ products(first: 1) { totalCount } }" }),
  });
  return answer.json();
}

const sampleShop = { data: { products: { totalCount: 60 } } };

it("opens with a sample shop, opens again after a violent death, and leaves nothing behind", {
  timeout: patience,
}, async () => {
  using home = temporaryHome();
  const base = portBase();
  await using first = launch(home.path, base);
  await first.open;
  expect(first.output()).toContain("Madang is open, with a sample shop in it.");
  expect(await productsAt(base)).toEqual(sampleShop);

  first.child.kill("SIGKILL");
  await first.ended;
  await using second = launch(home.path, base);
  await second.open;
  expect(await productsAt(base)).toEqual(sampleShop);

  await using third = launch(home.path, base + 200);
  expect(await third.ended).toBe(1);
  expect(third.complaints()).toBe(
    `Madang already runs from this checkout, as process ${second.child.pid}: stop it first.\n`,
  );

  const redis = JSON.parse(readFileSync(join(home.path, ".madang", "redis-data", "server.json"), "utf8"));
  second.child.kill("SIGINT");
  expect(await second.ended).toBe(0);
  expect(() => process.kill(redis.pid, 0)).toThrow("ESRCH");
  for (const offset of [0, 1, 25, 32, 79, 80, 90]) expect(await isFree(base + offset)).toBe(true);
});
