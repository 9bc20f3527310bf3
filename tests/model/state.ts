import type { Reservation } from "../../subgraphs/inventory/src/domain/reservation.ts";
import type { Gone } from "../../subgraphs/inventory/src/domain/takeBack.ts";
import type { OrderStatus } from "../../subgraphs/orders/src/domain/order.ts";
import type { Books } from "../../subgraphs/payments/src/domain/books.ts";
import type { Bank } from "./bankBooks.ts";
import type { Entry } from "./replay.ts";

// All that the rooms, the provider and the wires between them know at one moment, as plain data.

/** What inventory knows of the one variant. */
export interface Stock {
  readonly onHand: number;
  readonly reserved: number;
  readonly reservations: Readonly<Record<string, Reservation & { readonly lines: readonly Gone[] }>>;
}

export interface Cart {
  readonly status: "OPEN" | "ORDERING" | "ORDERED";
  readonly orderId: string | null;
}

export interface GiftCard {
  readonly balance: bigint;
  readonly held: bigint;
}

/** The order's row. */
export interface Row {
  readonly status: OrderStatus;
  readonly confirmed: boolean;
  readonly cancelledQuantity: number;
  readonly cancelled: bigint;
}

export type StoredProblem = { readonly __typename: string } & Readonly<Record<string, unknown>>;

/** A process as its row keeps it, and how far its driver has come with the step in hand. */
export interface Proc {
  readonly step: number;
  readonly direction: "FORWARD" | "BACK";
  readonly status: "RUNNING" | "SUCCEEDED" | "REFUSED";
  readonly state: object;
  readonly problem: StoredProblem | null;
  readonly abort: StoredProblem | null;
  /** How things stood when its step looked last, and whether it waits for them to change; null when it never looked. */
  readonly looked: { readonly at: number; readonly waits: boolean } | null;
  readonly answered: boolean;
  /** What the step in hand was answered so far: known to its driver alone. */
  readonly log: readonly Entry[];
}

export type ProcName = "checkout" | "cancellation";

/** A request, a webhook or a sweep that payments or inventory is at. */
export interface Thread {
  readonly kind: "call" | "webhook" | "sweep" | "reconcile";
  /** The call's name, or the webhook's id. */
  readonly name: string;
  readonly input: object;
  readonly log: readonly Entry[];
  /** Who waits for the answer. */
  readonly owner: ProcName | null;
}

/** What payments knows of one order. */
export interface Money {
  readonly books: Books | null;
  /** Its end was there before its beginning. */
  readonly over: boolean;
  readonly seen: readonly string[];
  /** What is in the ledger. */
  readonly effects: readonly string[];
  readonly captured: bigint;
  readonly refunded: bigint;
}

/** What may still go wrong or be wished for: each is spent. */
export interface Spare {
  readonly faults: number;
  readonly duplicates: number;
  readonly aborts: number;
  readonly cancellations: number;
  readonly reconciliations: number;
  /** Looks of payments during which something else happens; all others have their turn undisturbed. */
  readonly looks: number;
}

/** Everything about one order. */
export interface Order {
  readonly id: string;
  readonly cart: number;
  /** How many times its limits have come a step nearer. */
  readonly clock: number;
  readonly checkout: Proc | null;
  readonly cancellation: Proc | null;
  readonly row: Row | null;
  readonly money: Money;
  readonly bank: Bank;
  readonly threads: readonly Thread[];
  readonly spare: Spare;
  /** Nothing happens to it any more: it was looked at for the last time, and only what others could see is kept. */
  readonly finished: boolean;
}

export interface State {
  readonly stock: Stock;
  readonly carts: readonly Cart[];
  readonly card: GiftCard | null;
  readonly orders: readonly Order[];
}

/** One thing that can happen. */
export interface Transition {
  readonly label: string;
  readonly next: State;
  /** Whether another order's actions could tell, or change, that it happened first. */
  readonly shared: boolean;
}

export function orderOf({ orders }: State, at: number): Order {
  const order = orders[at];
  if (!order) throw new Error(`There is no order ${at}.`);
  return order;
}

export const withOrder = (state: State, at: number, change: Partial<Order>): State => ({
  ...state,
  orders: state.orders.map((order, i) => (i === at ? { ...order, ...change } : order)),
});

export const withProc = (state: State, at: number, which: ProcName, change: Partial<Proc>): State => {
  const proc = orderOf(state, at)[which];
  if (!proc) throw new Error(`There is no ${which} of order ${at}.`);
  return withOrder(state, at, { [which]: { ...proc, ...change } });
};

export const spent = (state: State, at: number, what: keyof Spare): State => {
  const { spare } = orderOf(state, at);
  return withOrder(state, at, { spare: { ...spare, [what]: spare[what] - 1 } });
};

/** The moments that there are: before any limit, after the time to pay, after the reservation's. */
const moments = [0, 20, 40] as const;
export const lastMoment = moments.length - 1;
export const nowOf = ({ clock }: Pick<Order, "clock">) => new Date(Date.UTC(2030, 0, 1, 0, moments[clock] ?? 0));
export const payMinutes = 15;
