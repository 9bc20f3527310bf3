import { toJson } from "@madang/service-kit";
import type { OrderActor } from "../../subgraphs/orders/src/domain/order.ts";
import { givenUp } from "../../subgraphs/orders/src/processes/checkoutState.ts";
import { shopperMay } from "./bank.ts";
import { procOf } from "./beginning.ts";
import type { Definition } from "./driving.ts";
import { waitsForNews } from "./engine.ts";
import { due } from "./moneyReads.ts";
import {
  lastMoment,
  nowOf,
  type Order,
  orderOf,
  type Proc,
  type State,
  spent,
  type Transition,
  withOrder,
  withProc,
} from "./state.ts";
import { releaseLapsed } from "./stock.ts";
import type { Rules, Scenario } from "./world.ts";

/** What people and time do. */
export function outside(state: State, at: number, scenario: Scenario, rules: Rules): Transition[] {
  const order = orderOf(state, at);
  const { id, checkout, cancellation, bank, spare, row } = order;
  const made: Transition[] = shopperMay(bank, nowOf(order)).map(({ what, bank }) => ({
    label: `${id}: the shopper ${what}`,
    next: withOrder(state, at, { bank }),
    shared: false,
  }));
  const lapsed = releaseLapsed(state.stock, id, nowOf(order));
  if (lapsed) made.push({ label: `${id}: its reservation lapses`, next: { ...state, stock: lapsed }, shared: true });
  if (mattersThatTimePasses(state, order)) made.push(...passing(state, at));
  if (spare.aborts > 0 && checkout && mayAbort(checkout, rules.checkout)) {
    made.push({ label: `${id}: staff abort`, next: aborted(spent(state, at, "aborts"), at, "STAFF"), shared: false });
  }
  if (spare.cancellations > 0 && (row?.status === "CONFIRMED" || row?.status === "PENDING") && !cancellation) {
    const wasPending = row.status === "PENDING";
    const begun = procOf({ ...firstCancellation, orderId: id, cancellationId: `cancellation_${id}`, wasPending });
    const next = withOrder(spent(state, at, "cancellations"), at, { cancellation: begun });
    const inTime = wasPending && checkout && mayAbort(checkout, rules.checkout);
    made.push({
      label: `${id}: is cancelled${wasPending ? " while it is pending" : ""}`,
      next: inTime ? aborted(next, at, "SHOPPER") : next,
      shared: false,
    });
  }
  if (scenario.oneCart === "same key" && checkout?.status === "RUNNING" && !checkout.answered)
    made.push({
      label: `${id}: its door answers`,
      next: withProc(state, at, "checkout", { answered: true }),
      shared: true,
    });
  return made;
}

const aborted = (state: State, at: number, actor: OrderActor) =>
  withProc(state, at, "checkout", { abort: JSON.parse(toJson(givenUp({ actor, reason: null }))) });

const firstCancellation = {
  actor: "SHOPPER",
  reason: null,
  wanted: null,
  whole: false,
  currency: "",
  amountMinor: "0",
  returned: [],
};

/** As the kit says: before the answer is promised, and before a step that is certain. */
function mayAbort({ status, direction, abort, step }: Proc, { steps, answerAfter }: Definition): boolean {
  const answered = steps.findIndex(({ name }) => name === answerAfter);
  const certain = steps.findIndex((each) => each.certain);
  return status === "RUNNING" && direction === "FORWARD" && !abort && step <= Math.min(answered, certain - 1);
}

/** Limits come while everybody waits for them; that somebody at work is overtaken by one is a fault. */
function passing(state: State, at: number): Transition[] {
  const { id, clock, threads, checkout, cancellation, spare } = orderOf(state, at);
  const atWork = threads.length > 0 || due(orderOf(state, at)).length > 0 || cancellation?.status === "RUNNING";
  const idle = !atWork && (checkout?.status !== "RUNNING" || waitsForNews(state, at, checkout));
  if (idle) return [{ label: `${id}: time passes`, next: withOrder(state, at, { clock: clock + 1 }), shared: false }];
  if (spare.faults === 0) return [];
  const late = withOrder(spent(state, at, "faults"), at, { clock: clock + 1 });
  return [{ label: `${id}: too much time passes`, next: late, shared: false }];
}

/** Whether anything is left that the next limit would end. */
function mattersThatTimePasses({ stock }: State, { id, clock, row, checkout, bank, money }: Order): boolean {
  if (clock >= lastMoment || !row) return false;
  if (stock.reservations[id]?.status === "OPEN") return true;
  if (clock > 0) return false;
  const waits = bank.payments.some(({ status }) => status === "ACTION_REQUIRED");
  const open = money.books?.payments.some(({ status }) => status === "REQUESTED" || status === "ACTION_REQUIRED");
  return waits || open === true || (checkout?.status === "RUNNING" && row.status === "PENDING");
}
