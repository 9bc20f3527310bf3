import { problem } from "@madang/service-kit";
import { type Ended, endConfirmed, endPending, letGo } from "../../subgraphs/orders/src/actions/checkoutSteps.ts";
import { noteNextAction } from "../../subgraphs/orders/src/actions/noteNextAction.ts";
import { decideCancellation, type WantedCancellation } from "../../subgraphs/orders/src/domain/cancellation.ts";
import { endOf, mayBecome, type OrderStatus } from "../../subgraphs/orders/src/domain/order.ts";
import type { FrozenLine } from "../../subgraphs/orders/src/domain/totals.ts";
import { Broken } from "./broken.ts";
import { type Cart, nowOf, orderOf, payMinutes, type Row, type State, withOrder } from "./state.ts";
import { variantId } from "./stock.ts";

// The transactions of orders: what the statements of its steps do, on plain data.

export interface Did {
  readonly state: State;
  readonly answer: object;
}

interface CheckoutState {
  readonly priced: readonly (FrozenLine & { readonly id: string })[];
}

/** What each step does that is an action of orders, by the process and the step. */
const acts: Readonly<Record<string, (state: State, at: number, of: object) => Did>> = {
  "checkout hold": (state, at) => {
    const { id, cart } = orderOf(state, at);
    if (cartOf(state, at).status !== "OPEN") return { state, answer: problem("CartBeingOrdered") };
    const lines = [{ variantId, quantity: 1 }];
    return { state: withCart(state, cart, { status: "ORDERING", orderId: id }), answer: { lines } };
  },
  "checkout draft": (state, at) => {
    const order = orderOf(state, at);
    const placedAt = nowOf(order);
    const row: Row = { status: "PENDING", confirmed: false, cancelledQuantity: 0, cancelled: 0n };
    const payUntil = new Date(placedAt.getTime() + payMinutes * 60_000);
    return { state: withOrder(state, at, { row }), answer: { number: order.id, placedAt, payUntil } };
  },
  "checkout confirm": (state, at) => {
    const { id, cart, row } = orderOf(state, at);
    if (row?.status !== "PENDING") throw new Broken(`I3: ${id} is confirmed, and is ${row?.status}`);
    const mine = cartOf(state, at);
    const closed: Cart = mine.orderId === id && mine.status === "ORDERING" ? { ...mine, status: "ORDERED" } : mine;
    return { state: withCart(become(state, at, "CONFIRMED"), cart, closed), answer: {} };
  },
  "cancellation cancel": (state, at, of) => {
    const { row } = orderOf(state, at);
    const order = { status: row?.status ?? "PENDING", lines: linesOf(state, at) };
    const { wasPending } = of as WantedCancellation;
    const decided = decideCancellation(order, { wanted: null, wasPending });
    if (!row || "__typename" in decided) return { state, answer: decided };
    const { whole, amount, pieces } = decided;
    const cancelledQuantity = pieces.reduce((sum, { quantity }) => sum + quantity, row.cancelledQuantity);
    const given = withOrder(state, at, { row: { ...row, cancelledQuantity, cancelled: row.cancelled + amount } });
    const returned = pieces.map(({ line, quantity }) => ({ variantId: line.variantId, quantity }));
    const answer = { whole, amountMinor: amount, currency: pieces[0]?.line.total.currency ?? "", returned };
    return { state: whole ? become(given, at, "CANCELLED") : given, answer };
  },
};

export function orderActs(state: State, at: number, name: string, of: object): Did {
  const act = acts[name];
  if (!act) throw new Error(`The model does not know the step "${name}": say what its statements do.`);
  return act(state, at, of);
}

/** What a step has run beside its own transaction, by the action. */
const runs = new Map<unknown, (state: State, at: number, input: never) => State>([
  [noteNextAction, (state) => state],
  [
    letGo,
    (state, at) => {
      const { id, cart } = orderOf(state, at);
      const mine = cartOf(state, at);
      return mine.status === "ORDERING" && mine.orderId === id
        ? withCart(state, cart, { status: "OPEN", orderId: null })
        : state;
    },
  ],
  [endPending, (state, at, { failure }: Ended) => end(state, at, "PENDING", endOf(failure))],
  [endConfirmed, (state, at) => end(state, at, "CONFIRMED", "PAYMENT_FAILED")],
]);

export function orderRuns(state: State, at: number, action: unknown, input: unknown): Did {
  const run = runs.get(action);
  if (!run) throw new Error(`The model does not know the action ${String(action)} of orders.`);
  return { state: run(state, at, input as never), answer: {} };
}

const end = (state: State, at: number, from: OrderStatus, to: OrderStatus): State =>
  orderOf(state, at).row?.status === from ? become(state, at, to) : state;

/** By the state table alone. */
function become(state: State, at: number, to: OrderStatus): State {
  const { row, id } = orderOf(state, at);
  if (!row || !mayBecome(row.status, to)) throw new Broken(`I3: ${id} would go from ${row?.status} to ${to}`);
  return withOrder(state, at, { row: { ...row, status: to, confirmed: row.confirmed || to === "CONFIRMED" } });
}

function cartOf({ carts, orders }: State, at: number): Cart {
  const cart = carts[orders[at]?.cart ?? -1];
  if (!cart) throw new Error(`Order ${at} has no cart.`);
  return cart;
}

const withCart = (state: State, which: number, cart: Cart): State => ({
  ...state,
  carts: state.carts.map((other, i) => (i === which ? cart : other)),
});

/** The order's lines, as its checkout froze them. */
function linesOf(state: State, at: number) {
  const { checkout, row, id } = orderOf(state, at);
  if (!checkout) throw new Error(`${id} has no checkout.`);
  const { priced } = checkout.state as CheckoutState;
  return priced.map((line) => ({
    ...line,
    id: line.id,
    cancelledQuantity: row?.cancelledQuantity ?? 0,
    unitPrice: moneyOf(line.unitPrice),
    total: moneyOf(line.total),
    discount: moneyOf(line.discount),
    tax: moneyOf(line.tax),
    shipping: moneyOf(line.shipping),
  }));
}

/** What was stored as JSON. */
const moneyOf = ({ minor, currency }: { minor: bigint | string; currency: string }) => ({
  minor: BigInt(minor),
  currency,
});
