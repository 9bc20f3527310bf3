import { AsyncLocalStorage } from "node:async_hooks";

/** When the transaction at hand began, by the database; null until it has, or when that could not be seen. */
interface Beginning {
  at: Date | null;
}

const beginnings = new AsyncLocalStorage<Beginning>();

/**
 * Runs `work`, which opens one transaction, at READ COMMITTED; `beganAt` tells in it when that began. Every action
 * needs the database's time, so it is asked for with BEGIN, in the same round trip, instead of by a statement.
 */
export function tellingBegin<T>(work: (beganAt: () => Date | null) => Promise<T>): Promise<T> {
  const beginning: Beginning = { at: null };
  return beginnings.run(beginning, () => work(() => beginning.at));
}

/** Whether whoever begins a transaction now wants to know when. */
export const beginTold = (): boolean => beginnings.getStore()?.at === null;

/** Begins a transaction and keeps the time that it tells. */
export async function readBegin(query: (text: string) => unknown): Promise<unknown> {
  const beginning = beginnings.getStore();
  const answers = await query("BEGIN ISOLATION LEVEL READ COMMITTED; SELECT clock_timestamp() AS now");
  const [begun, told] = answers as readonly [unknown, { readonly rows: readonly { readonly now: Date }[] }];
  if (beginning) beginning.at = told.rows[0]?.now ?? null;
  return begun;
}
