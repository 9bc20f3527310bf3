import type { Journal } from "./journal.ts";

export type Known = ReturnType<typeof index>;

const known = new WeakMap<Journal, Known>();

/** What the journal held when the replay began, by name. */
export function knownOf(journal: Journal) {
  const found = known.get(journal) ?? index(journal);
  known.set(journal, found);
  return found;
}

function index(journal: Journal) {
  const bought = journal.entries.filter((entry) => entry.type === "ordered" || entry.type === "cancelling");
  return {
    ofCustomer: Map.groupBy(bought, ({ customer }) => customer),
    done: new Set(journal.of("done").map(({ invoice }) => invoice)),
    filled: new Map(journal.of("filled").map((entry) => [entry.basket, entry])),
    ordered: new Map(journal.of("ordered").map((entry) => [entry.basket, entry])),
    cancelling: new Map(journal.of("cancelling").map((entry) => [entry.invoice, entry])),
    cancelled: new Set(journal.of("cancelled").map(({ name }) => name)),
  };
}
