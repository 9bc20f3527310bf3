import { verify } from "../invariants/verify.ts";
import { randomOf } from "../kit/random.ts";
import type { Shop } from "../kit/shop.ts";
import { crowdOf } from "../shoppers/crowd.ts";
import { graphAt } from "../shoppers/graph.ts";
import { type Journal, openJournal } from "../shoppers/journal.ts";
import type { Person } from "../shoppers/people.ts";
import { complaintsOf } from "./complaints.ts";
import { endsOf, isConfirmed } from "./ends.ts";
import type { Shelves } from "./goods.ts";
import type { Options } from "./options.ts";
import type { Result } from "./result.ts";
import type { Cell, Row, Stage } from "./stage.ts";

/** The shop as it runs from row to row, and who goes there. */
export interface Ground {
  readonly shop: Shop;
  readonly shelves: Shelves;
  readonly people: readonly Person[];
  readonly admin: Person;
  /** Violations that an earlier row was told of. */
  readonly known: Set<string>;
  /** Everything that any client was told in this run. */
  readonly journals: Journal[];
  say(line: string): void;
}

const wholeCheckouts = 200;
const sampleCheckouts = 24;
const settleMs = 120_000;
const width = 4;

/** Runs the cells of a row, waits until all is settled, and asks every invariant. */
export async function runRow(row: Row, ground: Ground, options: Options): Promise<Result> {
  const { shop, say } = ground;
  const random = randomOf(options.seed).fork(row.name);
  const journal = openJournal();
  ground.journals.push(journal);
  const all = row.cells(shop).filter(({ name }) => name.includes(options.cell));
  const cells = options.sample ? random.shuffled(all).slice(0, row.sample) : all;
  const staging = { ground, journal, random, options, complaints: [] as string[] };
  const began = performance.now();
  const missed = await runCells(row, cells, staging);
  if (missed.length > 0) say(`  never struck, or not often enough: ${missed.join("; ")}`);
  const { seconds, violations, secondCopies } = await verify(ground, settleMs);
  for (const name of await shop.heal())
    staging.complaints.push(`${name} ended by itself while all settled: see its log`);
  if (secondCopies > 0) say(`  ${secondCopies} mails have arrived twice until now`);
  const { checkouts } = journal;
  const ends = await endsOf(
    shop,
    checkouts.map(({ id }) => id),
  );
  const complaints = complaintsOf({ row, cells, missed, journal, ends }, options);
  const confirmed = new Set(ends.filter(isConfirmed).map(({ checkout }) => checkout));
  const wellEnded = checkouts.filter(({ id }) => confirmed.has(id)).length;
  return {
    row: row.name,
    what: row.what,
    seed: options.seed,
    cells: cells.length,
    runs: checkouts.length,
    hits: journal.hits(),
    confirmed: wellEnded,
    cancelled: checkouts.length - wellEnded,
    violations: [...staging.complaints, ...complaints, ...violations],
    settled: seconds,
    took: (performance.now() - began) / 1_000,
  };
}

/** Runs one cell after the other. Gives the names of those that did not strike as often as they should. */
async function runCells(row: Row, cells: readonly Cell[], staging: Staging): Promise<string[]> {
  const { ground, journal, options, complaints } = staging;
  const { shop, say } = ground;
  const least = Math.ceil((options.sample ? sampleCheckouts : wholeCheckouts) / cells.length);
  const missed: string[] = [];
  for (const [i, cell] of cells.entries()) {
    const faults = journal.faults.length;
    await runCell(cell, stageOf(row, cell, i, staging), least).catch((error: unknown) => {
      complaints.push(`${cell.name}: ${error instanceof Error ? error.message : String(error)}`);
    });
    // Each cell starts again what it ended. The shop survives that one ends by itself, and it is a fault all the same.
    for (const name of await shop.heal()) complaints.push(`${cell.name}: ${name} ended by itself: see its log`);
    if (row.struck !== false && journal.faults.length - faults < (row.strikes ?? 1)) missed.push(cell.name);
    say(
      `  ${row.name} ${i + 1}/${cells.length} ${cell.name}: ${journal.checkouts.length} checkouts, ${journal.hits()} hits`,
    );
  }
  return missed;
}

async function runCell(cell: Cell, stage: Stage, least: number): Promise<void> {
  if (cell.alone) return await cell.strike(stage);
  await stage.crowd.shopWhile(least, () => cell.strike(stage));
}

interface Staging {
  readonly ground: Ground;
  readonly journal: Journal;
  readonly random: ReturnType<typeof randomOf>;
  readonly options: Options;
  readonly complaints: string[];
}

function stageOf(row: Row, cell: Cell, number: number, staging: Staging): Stage {
  const { ground, journal, random, options, complaints } = staging;
  const { shop, shelves, people, admin } = ground;
  const graph = graphAt(shop.url, (failure) => void journal.failures.push(failure));
  const shopping = {
    graph,
    journal,
    staff: admin,
    providerUrl: shop.providerUrl,
    giftCards: shelves.goods.giftCards,
    patienceMs: 60_000,
  };
  const crowd = crowdOf({
    shopping,
    random: random.fork(cell.name),
    goods: shelves.goods,
    people,
    width: row.width ?? width,
    name: `${row.name}-${number}`,
    pauseMs: 300,
    mood: { refused: cell.refused ?? false, walkers: row.walkers ?? false },
  });
  return {
    shop,
    random,
    journal,
    goods: shelves.goods,
    crowd,
    shopping,
    stock: shelves.stock,
    giftCard: shelves.giftCard,
    freshVariant: shelves.freshVariant,
    sampled: options.sample,
    complain: (what) => void complaints.push(what),
    during: journal.during,
  };
}
