import type { Journal } from "../shoppers/journal.ts";
import { type End, isConfirmed } from "./ends.ts";
import type { Options } from "./options.ts";
import type { Cell, Row } from "./stage.ts";

const wholeHits = 30;
const sampleHits = 1;
/** Share of the cells that may find nothing to strike at, as a checkout that never comes to a moment. */
const mostMissed = 0.2;

export interface Ran {
  readonly row: Row;
  readonly cells: readonly Cell[];
  /** Names of those that did not strike, or not as often as they should have. */
  readonly missed: readonly string[];
  readonly journal: Pick<Journal, "checkouts" | "hits" | "askedToCancel">;
  readonly ends: readonly End[];
}

/** What makes a row red though every invariant holds: it missed, or a shop that does nothing would have passed as well. */
export const complaintsOf = (ran: Ran, options: Options): string[] => [
  ...ofMisses(ran, options),
  ...ofNothing(ran),
  ...ofEnds(ran),
];

function ofMisses({ row, cells, missed, journal }: Ran, { sample, cell }: Options): string[] {
  const found: string[] = [];
  const [hits, least] = [journal.hits(), sample ? sampleHits : wholeHits];
  // One cell by itself may have a fault that passes by.
  if (row.struck !== false && cell === "" && hits < least)
    found.push(`faults hit ${hits} unfinished checkouts, and should hit ${least} at least`);
  if (!sample && missed.length > cells.length * mostMissed)
    found.push(`${missed.length} of ${cells.length} cells never struck as they should`);
  return found;
}

/** A shop that refuses everybody loses nothing either. */
function ofNothing({ cells, journal, ends }: Ran): string[] {
  const { length } = journal.checkouts;
  const someMayBuy = cells.some(({ refused }) => !refused);
  return length > 0 && someMayBuy && !ends.some(({ wasConfirmed }) => wasConfirmed)
    ? [`not one of ${length} checkouts was confirmed`]
    : [];
}

const ofEnds = ({ row, ends, journal }: Ran): string[] => [
  ...ends
    .filter((end) => end.left === 0 && isConfirmed(end))
    .map(({ orderId, status }) => `every piece of order ${orderId} is cancelled, and it is ${status}`),
  ...(row.wrongWith?.(ends, journal) ?? []),
];
