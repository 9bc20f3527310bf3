import { standingOf } from "../../subgraphs/payments/src/domain/standing.ts";
import { refundedOf } from "./bankBooks.ts";
import { Broken } from "./broken.ts";
import { firstMoney } from "./money.ts";
import { due } from "./moneyReads.ts";
import { nowOf, type Order, orderOf, type Proc, type Row, type Spare, type State, withOrder } from "./state.ts";
import { goneBy } from "./stock.ts";

const total = 100n;

const noSpare: Spare = { faults: 0, duplicates: 0, aborts: 0, cancellations: 0, reconciliations: 0, looks: 0 };
const row: Row = { status: "PENDING", confirmed: false, cancelledQuantity: 0, cancelled: 0n };
const over = { step: 0, direction: "FORWARD", status: "SUCCEEDED", state: {}, problem: null, abort: null } as const;
const checkout: Proc = { ...over, looked: null, answered: false, log: [] };
/** As an order looks of which nothing is left to see. */
const blank = { money: firstMoney, bank: { payments: [], events: [] }, threads: [], clock: 0, row, checkout } as const;

function must(holds: boolean, invariant: string, what: string): void {
  if (!holds) throw new Broken(`${invariant}: ${what}`);
}

/** What holds at every moment. */
export function checkAlways(state: State): void {
  const { stock, orders, carts } = state;
  const reservations = Object.values(stock.reservations);
  const gone = reservations.reduce((sum, { status, lines }) => (status === "COMMITTED" ? sum + goneBy(lines) : sum), 0);
  const held = reservations.filter(({ status }) => status === "OPEN").length;
  must(stock.onHand === 1 - gone, "I1", `${stock.onHand} on hand, and ${gone} of 1 are gone`);
  must(stock.reserved === held, "I1", `${stock.reserved} reserved, and ${held} held`);
  must(gone <= 1, "I1", `one unit was sold ${gone} times`);
  for (const [i, { status }] of carts.entries()) {
    const confirmed = orders.filter(({ cart, row }) => cart === i && row?.confirmed).length;
    must(confirmed <= 1, "I7", `one cart became ${confirmed} orders`);
    must((status === "ORDERED") === (confirmed === 1), "I3", `a cart is ${status} with ${confirmed} confirmed orders`);
  }
  for (const order of orders) {
    if (order.finished) continue;
    checkMoney(order);
    checkConfirmed(state, order);
  }
}

function checkMoney({ id, money, bank }: Order): void {
  const payments = money.books?.payments ?? [];
  const captured = payments.reduce((sum, payment) => sum + payment.captured, 0n);
  const refunded = payments.reduce((sum, payment) => sum + payment.refunded, 0n);
  must(
    captured === money.captured && refunded === money.refunded,
    "I2",
    `${id}: the ledger is not what the payments say`,
  );
  must(money.captured - money.refunded >= 0n, "I2", `${id}: more went back than was taken`);
  must(money.captured <= total, "I2", `${id}: ${money.captured} of ${total} was taken`);
  for (const { ref, captured: taken, amount, paymentId } of bank.payments) {
    must(taken <= amount, "I2", `${ref}: the provider took ${taken} of ${amount}`);
    must(
      bank.payments.filter((other) => other.paymentId === paymentId).length === 1,
      "I2",
      `${paymentId} was made twice`,
    );
  }
}

/** Nobody is told of an order that lacks its stock or its payment; one that is being undone is told otherwise. */
function checkConfirmed({ stock }: State, { id, row, checkout, money }: Order): void {
  if (row?.status !== "CONFIRMED" || checkout?.direction === "BACK") return;
  must(stock.reservations[id]?.status === "COMMITTED", "I3", `${id} is confirmed without its stock`);
  const standing = money.books ? standingOf(money.books) : null;
  const failing = checkout?.status === "RUNNING" && standing?.status === "DECLINED";
  must(
    standing?.status === "AUTHORIZED" || standing?.status === "CAPTURED" || failing,
    "I3",
    `${id} is confirmed, and its payment is ${standing?.status ?? "unknown"}`,
  );
}

/** Whether nothing can happen to an order any more. */
function isOver({ stock }: State, order: Order): boolean {
  const { id, row, checkout, cancellation, threads, bank, spare } = order;
  const waits = bank.payments.some(({ status, expiresAt }) => status === "ACTION_REQUIRED" && expiresAt > nowOf(order));
  const running = checkout?.status === "RUNNING" || cancellation?.status === "RUNNING";
  const mayBeCancelled = row?.status === "CONFIRMED" && !cancellation && spare.cancellations > 0;
  return (
    checkout !== null &&
    !running &&
    !mayBeCancelled &&
    !waits &&
    threads.length === 0 &&
    bank.events.length === 0 &&
    due(order).length === 0 &&
    spare.reconciliations === 0 &&
    stock.reservations[id]?.status !== "OPEN"
  );
}

/** Checks I1 to I3 of orders that are over, and forgets of them what nobody can see any more. */
export function finish(state: State): State {
  return state.orders.reduce(
    (all, order, at) => (!order.finished && isOver(all, order) ? finished(all, at) : all),
    state,
  );
}

function finished(state: State, at: number): State {
  const order = orderOf(state, at);
  const { id, row, checkout, spare } = order;
  checkEnd(state.stock, order);
  const { [id]: reservation, ...others } = state.stock.reservations;
  const kept = reservation?.status === "COMMITTED" ? { ...others, [id]: reservation } : others;
  const { money, bank, threads, clock } = blank;
  const next = { money, bank, threads, clock, finished: true, cancellation: null, spare: { ...spare, ...noSpare } };
  const end = checkout && { ...blank.checkout, status: checkout.status, answered: checkout.answered };
  const nothing = { ...state, stock: { ...state.stock, reservations: kept } };
  return withOrder(nothing, at, {
    ...next,
    checkout: end,
    row: row && { ...blank.row, status: row.status, confirmed: row.confirmed },
  });
}

/** Whether all is over. Who shares a cart with another need not begin. */
export const hasSettled = ({ orders, carts }: State): boolean =>
  orders.every(({ finished, checkout }) => finished || (carts.length < orders.length && checkout === null)) &&
  orders.some(({ finished }) => finished);

/** What I1 to I3 say of both together, when everything has settled. */
export function checkSettled({ carts, stock, card }: State): void {
  must(
    carts.every(({ status }) => status !== "ORDERING"),
    "I3",
    "a cart is held for ever",
  );
  must(stock.reserved === 0, "I1", "something is reserved for ever");
  must(!card || card.held === 0n, "I8", "a gift card is held for ever");
}

function checkEnd({ reservations }: State["stock"], { id, row, money, bank }: Order) {
  const confirmed = row?.status === "CONFIRMED";
  must(row?.status !== "PENDING", "I3", `${id} is pending for ever`);
  const reservation = reservations[id];
  const has = reservation?.status === "COMMITTED" ? goneBy(reservation.lines) : 0;
  must(has === (confirmed ? 1 : 0), "I3", `${id} is ${row?.status ?? "none"} and has ${has} of stock`);
  const owed = confirmed ? total - row.cancelled : 0n;
  const payments = money.books?.payments ?? [];
  // What an invoice promises is paid when it is paid.
  const invoiced = payments.reduce(
    (sum, each) => (each.method === "INVOICE" && confirmed ? sum + each.amount : sum),
    0n,
  );
  must(
    money.captured - money.refunded === owed - invoiced,
    "I2",
    `${id}: ${money.captured} - ${money.refunded} is in the ledger, and ${owed} is owed`,
  );
  const ours = payments.filter(({ provider }) => provider === "bank");
  const there = bank.payments.reduce((sum, payment) => sum + payment.captured - refundedOf(payment), 0n);
  const here = ours.reduce((sum, { captured, refunded }) => sum + captured - refunded, 0n);
  must(there === here, "I2", `${id}: ${there} is with the provider, and ${here} in the books`);
  const holds = bank.payments.some(({ status }) => status === "AUTHORIZED");
  must(!holds, "I3", `${id}: something is held at the provider for ever`);
  must(
    payments.every(({ held, refundPending, method }) => refundPending === 0n && (held === 0n || method === "INVOICE")),
    "I3",
    `${id}: something is held in the books for ever`,
  );
}
