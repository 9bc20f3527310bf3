import {
  beginComparing,
  endComparing,
  findKnown,
  readOrderMoney,
  readTime,
  takeDuePayments,
  takeToCompare,
} from "../../subgraphs/payments/src/actions/lookingAfter.ts";
import { lookAfter } from "../../subgraphs/payments/src/data/lookAfter.ts";
import type { Payment } from "../../subgraphs/payments/src/domain/books.ts";
import { nowOf, type Order } from "./state.ts";

/** What only reads, or keeps notes that nothing hangs on: it may be answered at once. */
const reads = new Map<unknown, (order: Order, input: never) => unknown>([
  [takeDuePayments, (order) => due(order)],
  [readOrderMoney, (order) => ({ books: order.money.books, now: nowOf(order) })],
  [readTime, nowOf],
  [findKnown, known],
  [beginComparing, (order) => ({ since: nowOf(order), now: nowOf(order) })],
  [takeToCompare, ({ money }) => money.books?.payments.filter((each) => each.provider === "bank").map(lookedAt) ?? []],
  [endComparing, () => undefined],
]);

export const isRead = (action: unknown) => reads.has(action);

export function readOf(order: Order, action: unknown, input: unknown): unknown {
  const read = reads.get(action);
  if (!read) throw new Error("That is no reading of payments.");
  return read(order, input as never);
}

const lookedAt = ({ id, orderId }: Payment) => ({ id, orderId });

/** Payments that the sweep would look after by now: with something left to do, or late. */
export function due(order: Order) {
  const { books } = order.money;
  const soon = nowOf(order).getTime() + 10_000;
  const late = books?.payments.filter(
    (payment) => (lookAfter(books, payment, nowOf(order)).dueAt?.getTime() ?? soon + 1) <= soon,
  );
  // One after the other.
  return late?.slice(0, 1).map(lookedAt) ?? [];
}

function known({ money }: Order, { payments }: { payments: readonly { paymentId: string | null; ref: string }[] }) {
  return new Map(
    payments.flatMap(({ paymentId, ref }) => {
      const here = money.books?.payments.find(({ id }) => id === paymentId);
      return here ? [[ref, { ...here, orderId: here.orderId }] as const] : [];
    }),
  );
}
