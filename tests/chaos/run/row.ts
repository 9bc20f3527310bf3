import { verify } from "../invariants/verify.ts";
import { randomOf } from "../kit/random.ts";
import type { Shop } from "../kit/shop.ts";
import { crowdOf } from "../shoppers/crowd.ts";
import { graphAt } from "../shoppers/graph.ts";
import { type Journal, openJournal } from "../shoppers/journal.ts";
import type { Person } from "../shoppers/people.ts";
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
const wholeHits = 30;
const settleMs = 120_000;
/** Share of the cells that may find nothing to strike at, as a checkout that never comes to a moment. */
const mostMissed = 0.2;
const width = 4;

/** Runs the cells of a row, waits until all is settled, and asks every invariant. */
export async function runRow(row: Row, ground: Ground, options: Options): Promise<Result> {
  const { shop, say } = ground;
  const random = randomOf(options.seed).fork(row.name);
  const journal = openJournal();
  ground.journals.push(journal);
  const all = row.cells(shop).filter(({ name }) => name.includes(options.cell));
  const cells = options.sample ? random.shuffled(all).slice(0, row.sample) : all;
  const least = Math.ceil((options.sample ? sampleCheckouts : wholeCheckouts) / cells.length);
  const complaints: string[] = [];
  const missed: string[] = [];
  const began = performance.now();
  for (const [i, cell] of cells.entries()) {
    const stage = stageOf(row, cell, { ground, journal, random, options, complaints, number: i });
    const faults = journal.faults.length;
    await runCell(cell, stage, least).catch((error: unknown) => {
      complaints.push(`${cell.name}: ${error instanceof Error ? error.message : String(error)}`);
    });
    await shop.heal();
    if (row.struck !== false && journal.faults.length === faults) missed.push(cell.name);
    say(
      `  ${row.name} ${i + 1}/${cells.length} ${cell.name}: ${journal.checkouts.length} checkouts, ${journal.hits()} hits`,
    );
  }
  if (missed.length > 0) say(`  never struck: ${missed.join("; ")}`);
  if (!options.sample && missed.length > cells.length * mostMissed)
    complaints.push(`${missed.length} of ${cells.length} cells never struck`);
  const { seconds, violations, secondCopies } = await verify(ground, settleMs);
  if (secondCopies > 0) say(`  ${secondCopies} mails have arrived twice until now`);
  const outcomes = (...wanted: string[]) =>
    journal.checkouts.filter(({ outcome }) => wanted.includes(outcome ?? "")).length;
  const hits = journal.hits();
  if (row.struck !== false && !options.sample && options.cell === "" && hits < wholeHits)
    complaints.push(`only ${hits} faults hit an unfinished checkout`);
  return {
    row: row.name,
    what: row.what,
    seed: options.seed,
    cells: cells.length,
    runs: journal.checkouts.length,
    hits,
    confirmed: outcomes("CONFIRMED"),
    cancelled: journal.checkouts.length - outcomes("CONFIRMED"),
    violations: [...complaints, ...violations],
    settled: seconds,
    took: (performance.now() - began) / 1_000,
  };
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
  readonly number: number;
}

function stageOf(row: Row, cell: Cell, { ground, journal, random, options, complaints, number }: Staging): Stage {
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
