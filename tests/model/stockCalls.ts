import { nowOf, orderOf, type State, type Transition } from "./state.ts";
import { commitReservation, type ReserveInput, releaseReservation, reserveStock, type StockRules } from "./stock.ts";
import { withoutThread } from "./threads.ts";

// What is asked of inventory: each call is one transaction there.

const stockCalls = new Set(["reserveStock", "commitReservation", "releaseReservation"]);
export const isStockCall = (name: string) => stockCalls.has(name);

export function stockDoes(state: State, at: number, name: string, input: object, rules: StockRules) {
  const now = nowOf(orderOf(state, at));
  const { key } = input as { key: string };
  const does = {
    reserveStock: () => reserveStock(state.stock, input as ReserveInput, now, rules),
    commitReservation: () => commitReservation(state.stock, key, now, rules),
    releaseReservation: () => releaseReservation(state.stock, key, now, rules),
  }[name];
  if (!does) throw new Error(`The model does not know the call ${name}.`);
  const { stock, answer } = does();
  return { state: { ...state, stock }, answer };
}

/** A request to inventory that nobody waits for any more comes after all. */
export function lateAtStock(state: State, at: number, index: number, rules: StockRules): Transition {
  const { threads, id } = orderOf(state, at);
  const { name, input } = threads[index] ?? { name: "", input: {} };
  const did = stockDoes(state, at, name, input, rules);
  const next = withoutThread(did.state, at, index, { value: did.answer });
  return { label: `${id}: late ${name}`, next, shared: name !== "commitReservation" };
}
