import { type Bench, median, spread } from "../measure.ts";
import { openShop, temporaryFolder } from "../shop.ts";
import { type Load, startRouter } from "./startRouter.ts";

const rounds = 7;
const warmUp = 1_500;
const amount = 1_000;

/** A product's page through two routers that differ in their data source only, in turns, before the same subgraphs. */
export const benchRouter: Bench = async (say) => {
  using home = temporaryFolder();
  await using shop = await openShop({ home: home.path, processes: true });
  await using ours = await startRouter(shop, home.path, { source: "ours", port: shop.base + 60 });
  await using stock = await startRouter(shop, home.path, { source: "stock", port: shop.base + 61 });
  if ((await ours.answer()) !== (await stock.answer())) throw new Error("The two routers answer differently.");

  say(`warming up with ${warmUp} requests each`);
  for (const router of [ours, stock]) await router.load(warmUp);
  const loads: { ours: Load; stock: Load }[] = [];
  for (let round = 1; round <= rounds; round++) {
    const first = await ours.load(amount);
    const second = await stock.load(amount);
    loads.push({ ours: first, stock: second });
    say(
      `round ${round}: ours ${first.cpuMsPerRequest.toFixed(2)} ms, stock ${second.cpuMsPerRequest.toFixed(2)} ms CPU per request`,
    );
  }
  const row = (title: string, of: (load: Load) => number, digits: number) => [
    title,
    spread(
      loads.map(({ ours: load }) => of(load)),
      digits,
    ),
    spread(
      loads.map(({ stock: load }) => of(load)),
      digits,
    ),
    median(loads.map((load) => of(load.stock) / of(load.ours))).toFixed(2),
  ];
  return [
    [`${rounds} rounds of ${amount}, 16 connections`, "our data source", "stock", "stock / ours"],
    row("CPU of the router, ms per request", ({ cpuMsPerRequest }) => cpuMsPerRequest, 2),
    row("requests per second", ({ perSecond }) => perSecond, 0),
    row("p50, ms", ({ p50 }) => p50, 1),
    row("p95, ms", ({ p95 }) => p95, 1),
  ];
};
