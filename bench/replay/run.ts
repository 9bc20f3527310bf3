import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openDatabases, owed } from "../databases.ts";
import { openShop, type Shop, someBase } from "../shop.ts";
import { compare } from "./compare.ts";
import { Customers } from "./customers.ts";
import { graphAt } from "./graph.ts";
import { prepareCatalogue, receiveGoods, sandboxOf, settings } from "./ground.ts";
import { violations } from "./invariants.ts";
import { type Invoice, isCancellation, readInvoices } from "./invoices.ts";
import { Journal } from "./journal.ts";
import { Payers } from "./payments.ts";
import { replay } from "./replay.ts";

export interface Options {
  readonly file: string;
  /** Only so many invoices, from the file's beginning. */
  readonly first: number;
  /** How many customers shop at once. */
  readonly concurrency: number;
  /** Where the shop's data and the journal are kept. */
  readonly home: string;
  readonly fresh: boolean;
  readonly processes: boolean;
}

export interface Summary {
  readonly invoices: number;
  readonly orders: number;
  readonly cancellations: number;
  readonly grossMinor: string;
  readonly cancelledMinor: string;
  readonly rejects: number;
  readonly rejectsFile: string;
  readonly rejectsByReason: Readonly<Record<string, number>>;
  readonly ordersByWay: Readonly<Record<string, number>>;
  readonly differences: readonly string[];
}

export type Say = (line: string) => void;

/** Replays the invoices in a shop of their own, going on where an earlier run ended; then compares. */
export async function runReplay(options: Options, say: Say): Promise<Summary> {
  const { file, first, concurrency, home, fresh, processes } = options;
  if (fresh) rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  const invoices = await readInvoices(file, first);
  using journal = new Journal(join(home, "replay.jsonl"));
  if (journal.cutOffAt) journal.add({ type: "goesOn", cutOffAt: journal.cutOffAt, at: new Date() });
  say(`${invoices.length} invoices; ${journal.of("done").length} were done before`);

  await using shop = await openAgain({ home, processes, env: settings, base: keptBase(home) });
  await using databases = openDatabases({ home, base: shop.base });
  const graph = graphAt(shop.url);
  const customers = new Customers(graph);
  const variants = await prepareCatalogue(databases, file, join(home, "catalogue-rejects.csv"));
  await receiveGoods({ graph, databases, journal }, invoices, variants, await customers.staff());
  const payers = new Payers(graph, () => customers.staff(), sandboxOf(home, shop.base));

  const progress = progressOf(invoices, journal, say);
  await inTurns([...chains(invoices)], concurrency, (chain) =>
    replay({ graph, customers, payers, variants, journal }, chain, progress),
  );
  say("waiting until no room owes another anything");
  while ((await owed(databases)) > 0) await sleep(200);
  const differences = [
    ...(await compare({ graph, databases, journal, staff: await customers.staff() })),
    ...(await violations(home, databases, journal)),
  ];
  return summaryOf(journal, invoices, join(home, "rejects.csv"), differences);
}

/** Opens the shop; one that was cut off a moment ago may still be closing. */
async function openAgain(options: Parameters<typeof openShop>[0]): Promise<Shop> {
  for (let attempt = 1; ; attempt++)
    try {
      return await openShop(options);
    } catch (error) {
      if (attempt === 4) throw error;
      await sleep(5_000);
    }
}

/** The same ports at every start: payments that wait for their shopper remember where the provider was. */
function keptBase(home: string): number {
  const file = join(home, "base");
  if (!existsSync(file)) writeFileSync(file, String(someBase()));
  return Number(readFileSync(file, "utf8"));
}

/** A customer's invoices follow one another; a guest's stand alone. */
const chains = (invoices: readonly Invoice[]) =>
  Map.groupBy(invoices, ({ customer, number }) => customer ?? `guest ${number}`).values();

async function inTurns<T>(all: T[], atOnce: number, work: (one: T) => Promise<void>): Promise<void> {
  const left = all.values();
  const worker = async () => {
    for (const one of left) await work(one);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

const everyMs = 2_000;

function progressOf(invoices: readonly Invoice[], journal: Journal, say: Say): () => void {
  const began = performance.now();
  const before = journal.of("done").length;
  let done = before;
  let told = began;
  return () => {
    done += 1;
    const now = performance.now();
    if (now - told < everyMs && done < invoices.length) return;
    told = now;
    const perSecond = (done - before) / ((now - began) / 1_000);
    const minutes = (invoices.length - done) / perSecond / 60;
    say(`${done} of ${invoices.length} invoices, ${perSecond.toFixed(1)} a second, ${minutes.toFixed(0)} minutes left`);
  };
}

function summaryOf(journal: Journal, invoices: readonly Invoice[], file: string, differences: string[]): Summary {
  const orders = journal.of("ordered");
  const rejects = journal.of("done").flatMap((done) => done.rejects);
  const rows = rejects.map(({ invoice, sku, quantity, reason }) => `${invoice},${sku},${quantity},${reason}\n`);
  writeFileSync(file, `invoice,code,pieces,reason\n${rows.join("")}`);
  const lastTold = new Map(journal.of("cancelled").map(({ orderId, cancelledMinor }) => [orderId, cancelledMinor]));
  const sum = (values: Iterable<bigint>) => String([...values].reduce((all, one) => all + one, 0n));
  return {
    invoices: invoices.length,
    orders: orders.length,
    cancellations: invoices.filter(isCancellation).length,
    grossMinor: sum(orders.map(({ totalMinor }) => totalMinor)),
    cancelledMinor: sum(lastTold.values()),
    rejects: rejects.length,
    rejectsFile: file,
    rejectsByReason: counted(rejects.map(({ reason }) => reason)),
    ordersByWay: counted(orders.map(({ way }) => way)),
    differences,
  };
}

const counted = (names: readonly string[]) =>
  Object.fromEntries([...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length] as const));
