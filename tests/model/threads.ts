import { isProblem } from "@madang/service-kit";
import * as calls from "../../subgraphs/orders/src/calls/payments.ts";
import { takeDuePayments } from "../../subgraphs/payments/src/actions/lookingAfter.ts";
import { type BankCall, bankDoes, type Moods } from "./bank.ts";
import { type MoneyRules, moneyDoes } from "./money.ts";
import { isRead, readOf } from "./moneyReads.ts";
import { outcomeOf } from "./paymentsCode.ts";
import type { Entry } from "./replay.ts";
import { nowOf, orderOf, type State, spent, type Thread, type Transition, withOrder, withProc } from "./state.ts";

export interface Bent {
  readonly rules: MoneyRules;
  readonly moods: Moods;
  /** Whether orders share a gift card, so that what payments does of one may matter to another. */
  readonly sharesCard: boolean;
}

/** Adds a thread, which looks at once for what it needs to know. */
export const begin = (state: State, at: number, thread: Omit<Thread, "log">): Promise<State> =>
  place(state, at, orderOf(state, at).threads.length, { ...thread, log: [] });

/** Puts a thread where it is now, behind whatever it only reads. */
async function place(state: State, at: number, index: number, thread: Thread): Promise<State> {
  const outcome = await outcomeOf(thread);
  const order = orderOf(state, at);
  if (outcome.at === "asks" && outcome.asked.kind === "run" && isRead(outcome.asked.action)) {
    const { action, input } = outcome.asked;
    // What a sweep has taken is not due again within its turn.
    const value = action === takeDuePayments && thread.log.length > 0 ? [] : readOf(order, action, input);
    return await place(state, at, index, { ...thread, log: [...thread.log, { value }] });
  }
  const threads = [...order.threads];
  threads[index] = thread;
  const placed = withOrder(state, at, { threads });
  if (outcome.at === "asks") return placed;
  const entry: Entry = outcome.at === "failed" ? { lost: "call" } : { value: outcome.value };
  return withoutThread(heard(placed, at, thread, entry), at, index, told(thread, entry));
}

/** All that may come of a thread that has its turn while nothing else happens and nothing goes wrong. */
export async function undisturbed(state: State, at: number, thread: Omit<Thread, "log">, bent: Bent): Promise<State[]> {
  const index = orderOf(state, at).threads.length;
  const ends: State[] = [];
  const open = [await begin(state, at, thread)];
  for (let next = open.pop(); next; next = open.pop())
    if (orderOf(next, at).threads.length === index) ends.push(next);
    else open.push(...(await steps(next, at, index, bent)));
  return ends;
}

async function steps(state: State, at: number, index: number, bent: Bent): Promise<State[]> {
  const { spare } = orderOf(state, at);
  const safe = withOrder(state, at, { spare: { ...spare, faults: 0 } });
  const made = await threadActions(safe, at, index, bent);
  return made.map(({ next }) => withOrder(next, at, { spare }));
}

/** Everything that may happen next in a thread. */
export async function threadActions(state: State, at: number, index: number, bent: Bent): Promise<Transition[]> {
  const thread = orderOf(state, at).threads[index];
  if (!thread) throw new Error(`There is no thread ${index} of order ${at}.`);
  const outcome = await outcomeOf(thread);
  const label = `${orderOf(state, at).id}: ${nameOf(thread)}`;
  const dies = {
    label: `${label} dies in payments`,
    next: withoutThread(spent(state, at, "faults"), at, index, { lost: "call" }),
    shared: false,
  };
  const may = orderOf(state, at).spare.faults > 0 ? [dies] : [];
  if (outcome.at !== "asks") throw new Error(`${label} is over, and still there.`);
  const { asked } = outcome;
  const goOn = (next: State, entry: Entry) => place(next, at, index, { ...thread, log: [...thread.log, entry] });
  if (asked.kind === "run") {
    const name = typeof asked.action === "function" ? asked.action.name : "runs";
    const { state: next, answer } = moneyDoes(state, at, asked.action, asked.input, bent.rules);
    return [{ label: `${label}: ${name}`, next: await goOn(next, { value: answer }), shared: bent.sharesCard }, ...may];
  }
  return [...(await asking(state, at, asked.call, label, bent, goOn)), ...may];
}

const nameOf = ({ kind, name, owner }: Thread) =>
  kind === "call" ? `${owner ? "" : "late "}${name}` : `${kind} ${name}`.trimEnd();

/** What the provider may do, and whether payments comes to hear of it. */
async function asking(
  state: State,
  at: number,
  call: BankCall,
  label: string,
  { moods }: Bent,
  goOn: (next: State, entry: Entry) => Promise<State>,
): Promise<Transition[]> {
  const { bank, spare } = orderOf(state, at);
  const made: Transition[] = [];
  const lost: Entry = { lost: "provider" };
  for (const { how, bank: next, answer } of bankDoes(bank, call, nowOf(orderOf(state, at)), moods)) {
    const done = withOrder(state, at, { bank: next });
    const what = `${label}: provider ${call.call} ${how}`.trimEnd();
    made.push({ label: what, next: await goOn(done, { value: answer }), shared: false });
    if (spare.faults > 0 && next !== bank)
      made.push({
        label: `${what}, its answer is lost`,
        next: await goOn(spent(done, at, "faults"), lost),
        shared: false,
      });
  }
  if (spare.faults > 0)
    made.push({ label: `${label}: provider away`, next: await goOn(spent(state, at, "faults"), lost), shared: false });
  return made;
}

/** A webhook that was taken is not sent again, unless it is. */
function heard(state: State, at: number, { kind, name }: Thread, entry: Entry): State {
  if (kind !== "webhook" || "lost" in entry || (entry.value as { status: number }).status >= 300) return state;
  const { bank, money } = orderOf(state, at);
  const events = bank.events.filter(({ id }) => id !== name);
  const seen = money.seen.filter((id) => events.some((event) => event.id === id));
  return withOrder(state, at, { bank: { ...bank, events }, money: { ...money, seen } });
}

export function withoutThread(state: State, at: number, index: number, answer: Entry): State {
  const order = orderOf(state, at);
  const { owner } = order.threads[index] ?? { owner: null };
  const gone = withOrder(state, at, { threads: order.threads.filter((_, i) => i !== index) });
  const proc = owner && order[owner];
  return owner && proc ? withProc(gone, at, owner, { log: [...proc.log, answer] }) : gone;
}

const successes: Readonly<Record<string, string>> = {
  authorizePayments: "PaymentStanding",
  capturePayments: "PaymentStanding",
  voidPayments: "PaymentsVoided",
  refundPayments: "PaymentsRefunded",
};

/** The answer as it comes through the contract. */
function told({ owner, name }: Thread, entry: Entry): Entry {
  if (owner === null || "lost" in entry) return entry;
  const definition = Object.values(calls).find((call) => call.name === name);
  const value = entry.value as object;
  const shown = isProblem(value) ? value : { __typename: successes[name], ...value };
  return { value: definition?.parse({ [name]: shown }) };
}
