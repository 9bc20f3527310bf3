import { startShop } from "./kit/shop.ts";
import { rows } from "./rows/index.ts";
import { fillShelves } from "./run/goods.ts";
import { readOptions } from "./run/options.ts";
import { plant } from "./run/plant.ts";
import { writeRow } from "./run/reliability.ts";
import { cellsOf, type Result, tableOf } from "./run/result.ts";
import { type Ground, runRow } from "./run/row.ts";
import { graphAt } from "./shoppers/graph.ts";
import { registerPeople, staffOf } from "./shoppers/people.ts";

const options = readOptions(process.argv.slice(2));
const began = performance.now();
const elapsed = () => (performance.now() - began) / 1_000;
const say = (line: string) => void process.stdout.write(`${elapsed().toFixed(0).padStart(5)} s ${line}\n`);
const peopleCount = 6;

say(`seed ${options.seed}`);
const chosen = options.row.length === 0 ? rows : rows.filter(({ name }) => options.row.includes(name));
if (!options.row.every((wanted) => chosen.some(({ name }) => name === wanted)))
  throw new Error(`There are the rows ${rows.map(({ name }) => name).join(", ")}.`);

const stack = new AsyncDisposableStack();
let ending: Promise<never> | undefined;
// Whoever is stopped takes along what it started.
for (const name of ["SIGINT", "SIGTERM"] as const)
  process.once(name, () => {
    say("stopped: ending what was started");
    ending ??= stack.disposeAsync().then(() => process.exit(130));
  });

async function prepare(): Promise<Ground> {
  const shop = stack.use(await startShop(say));
  const graph = graphAt(shop.url);
  const staff = staffOf(graph);
  const shelves = await fillShelves(graph, staff);
  const people = await registerPeople(graph, peopleCount);
  say("the shelves are full");
  if (options.plant !== "") {
    stack.use(await plant(options.plant, shop));
    say(`planted: ${options.plant}`);
  }
  return { shop, shelves, people, admin: staff.admin, known: new Set(), journals: [], say };
}

async function run(): Promise<Result[]> {
  const ground = await prepare();
  const results: Result[] = [];
  for (const row of chosen) {
    const result = await runRow(row, ground, options);
    results.push(result);
    if (!options.sample && options.cell === "" && options.plant === "") writeRow(result);
    const { violations, runs, hits, settled, took } = result;
    say(
      `${violations.length === 0 ? "passed" : "FAILED"} ${row.name}: ${runs} checkouts, ${hits} hits, settled in ${settled.toFixed(0)} s, took ${took.toFixed(0)} s`,
    );
    for (const violation of violations.slice(0, 20)) say(`  ${violation}`);
  }
  return results;
}

const results = await run()
  // What fails because all is being ended is no failure.
  .catch(async (error: unknown) => await (ending ?? Promise.reject(error)))
  .finally(() => stack.disposeAsync());
process.stdout.write(`\n${tableOf(results.map(cellsOf))}\n\n`);
const failed = results.filter(({ violations }) => violations.length > 0).length;
process.stdout.write(`Tests  ${results.length - failed} passed, ${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);
