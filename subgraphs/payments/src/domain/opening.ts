import { type Books, type Given, isHouse, type Order, type Payment, type PaymentMethod } from "./books.ts";
import { settled } from "./intents.ts";
import type { Share } from "./ledger.ts";
import { authorized } from "./transitions.ts";

export interface NewPayment {
  readonly id: string;
  readonly method: PaymentMethod;
  readonly provider: string;
  readonly amount: bigint;
  readonly saveMethod: boolean;
  /** What it takes of gift cards. */
  readonly shares: readonly Share[];
}

/** The books of an order whose payments were just written down. */
export const opened = (order: Order, payments: readonly NewPayment[]): Books => ({
  order,
  payments: payments.map((payment, position) => asked(order, payment, position)),
  holds: payments.flatMap(({ id: paymentId, shares }) =>
    shares.map(({ giftCardId, amount }) => ({ paymentId, giftCardId, amount, status: "HELD" as const, refunded: 0n })),
  ),
  refunds: [],
  parts: [],
  postings: [],
  facts: [],
  cards: [],
  findings: [],
});

/** What the house does itself is done at once: gift cards are held, and invoices stand. */
export const housePromised = (books: Books, given: Given): Books =>
  settled(books.payments.filter(isHouse).reduce(authorized, books), given);

const asked = (order: Order, payment: NewPayment, position: number): Payment => ({
  id: payment.id,
  orderId: order.id,
  position,
  method: payment.method,
  provider: payment.provider,
  currency: order.currency,
  amount: payment.amount,
  reduced: 0n,
  status: "REQUESTED",
  wanted: "AUTHORIZE",
  providerRef: null,
  providerStatus: null,
  authorized: 0n,
  held: 0n,
  captured: 0n,
  refunded: 0n,
  refundPending: 0n,
  chargedBack: 0n,
  fee: 0n,
  declineCode: null,
  nextAction: null,
  saveMethod: payment.saveMethod,
  version: 0,
});
