import type { Work } from "../context.ts";
import type { Tx } from "../data/database.ts";
import { countedEvents, countedReferencesAfter, msSince, orderIdsAfter } from "../data/facts.ts";
import { sumUp } from "../data/sales.ts";
import { countBeside, takeOver } from "../data/shadow.ts";
import { waitsForAgain, waitToCount } from "../data/uncounted.ts";
import { applyReferences } from "./applyReferences.ts";
import { countBatch } from "./countEvents.ts";
import { noteOrders } from "./countOrders.ts";

const atOnce = 1_000;

/**
 * Makes all figures again from the facts that were counted, beside the old ones, which answer until the commit. What
 * is heard meanwhile is kept, stays uncounted, and is counted afterwards.
 */
export async function rebuildFigures({ tx, now }: Work) {
  await waitToCount(tx);
  while (await waitsForAgain(tx)) await countBatch(tx, now, atOnce);
  await countBeside(tx);
  await inPages((after) => countedReferencesAfter(tx, after, atOnce), applyReferences, tx, noEvent);
  await inPages((after) => orderIdsAfter(tx, after, atOnce), noteOrders, tx, "");
  await sumUp(tx);
  const changed = await takeOver(tx);
  return { events: await countedEvents(tx), changed, durationMs: await msSince(tx, now) };
}

const noEvent = "00000000-0000-0000-0000-000000000000";

async function inPages(
  page: (after: string) => Promise<string[]>,
  work: (tx: Tx, ids: readonly string[]) => Promise<void>,
  tx: Tx,
  begin: string,
): Promise<void> {
  for (let ids = await page(begin); ids.length > 0; ids = await page(ids.at(-1) ?? begin)) await work(tx, ids);
}
