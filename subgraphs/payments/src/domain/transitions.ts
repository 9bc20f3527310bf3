import {
  type Books,
  type Given,
  isOver,
  type Payment,
  type PaymentStatus,
  paymentOf,
  posted,
  type RefundPart,
  told,
  withPart,
  withPayment,
} from "./books.ts";
import { capturedHolds, refundedHolds, releasedHolds } from "./holds.ts";
import { authorization, capture, chargeback, fee, refund, release } from "./ledger.ts";

/** The payment is promised. */
export function authorized(books: Books, payment: Payment): Books {
  const held = payment.amount - payment.reduced;
  const next: Payment = { ...payment, status: "AUTHORIZED", authorized: payment.amount, held, nextAction: null };
  const booked = posted(withPayment(books, next), authorization(payment, held));
  return isOver(payment) ? booked : told(booked, { type: "AUTHORIZED", payment: next });
}

/** So much more was taken, and the provider keeps so much more of it. */
export function taken(books: Books, payment: Payment, amount: bigint, feeAmount: bigint): Books {
  const captured = payment.captured + amount;
  const next: Payment = {
    ...payment,
    status: "CAPTURED",
    captured,
    fee: payment.fee + feeAmount,
    held: 0n,
    nextAction: null,
  };
  const { books: released, shares } = capturedHolds(books, payment, amount);
  const booked = posted(withPayment(released, next), capture(payment, amount, captured, shares));
  return told(feeBooked(booked, payment, feeAmount), { type: "CAPTURED", payment: next, amount, fee: feeAmount });
}

/** What the provider keeps is known later than the capture. */
export const feeKnown = (books: Books, payment: Payment, amount: bigint): Books =>
  feeBooked(withPayment(books, { ...payment, fee: payment.fee + amount }), payment, amount);

const feeBooked = (books: Books, before: Payment, amount: bigint): Books =>
  amount === 0n ? books : posted(books, fee(before, amount, before.fee + amount));

/** Nothing is held by it any more, and nothing was taken: what was to be given back of it need not be. */
export function letGo(books: Books, payment: Payment, status: PaymentStatus, given: Given): Books {
  const next: Payment = { ...payment, status, held: 0n, refundPending: 0n, nextAction: null };
  const released = releasedHolds(withPayment(books, next), payment, payment.amount - payment.reduced);
  const booked = payment.held === 0n ? released : posted(released, release(payment, payment.held, 0n));
  const waiting = booked.parts.filter((part) => part.paymentId === payment.id && part.status === "REQUESTED");
  return waiting.reduce((all, part) => partOver(all, { ...part, status: "REDUCED" }, given), booked);
}

/** So much less is to be taken. */
export function reduced(books: Books, payment: Payment, amount: bigint): Books {
  const held = payment.held - amount;
  const reduced = payment.reduced + amount;
  const next: Payment = { ...payment, held, reduced, wanted: reduced === payment.amount ? "VOID" : payment.wanted };
  return posted(releasedHolds(withPayment(books, next), payment, amount), release(payment, amount, held));
}

/** A part of a refund went back. */
export function givenBack(books: Books, part: RefundPart, given: Given): Books {
  const payment = paymentOf(books, part.paymentId);
  const pending = part.status === "REQUESTED" ? part.amount : 0n;
  const next: Payment = {
    ...payment,
    refunded: payment.refunded + part.amount,
    refundPending: payment.refundPending - pending,
  };
  const { books: returned, shares } = refundedHolds(books, payment, part.amount);
  const booked = posted(withPayment(returned, next), refund(payment, part, shares));
  const { refundId, amount } = part;
  const announced = told(booked, { type: "REFUNDED", payment: next, refundId, amount });
  return partOver(announced, { ...part, status: "REFUNDED" }, given);
}

/** A part of a refund is decided; the refund is done with its last one. */
export function partOver(books: Books, part: RefundPart, { now }: Given): Books {
  const next = withPart(books, part);
  const parts = next.parts.filter(({ refundId }) => refundId === part.refundId);
  const done = next.refunds.find(({ id }) => id === part.refundId);
  if (!done || done.doneAt || parts.some(({ status }) => status === "REQUESTED")) return next;
  const refund = { ...done, doneAt: now };
  const over = { ...next, refunds: next.refunds.map((other) => (other.id === refund.id ? refund : other)) };
  const amount = parts.reduce((sum, each) => (each.status === "REFUNDED" ? sum + each.amount : sum), 0n);
  // What somebody did at the provider, they tell themselves.
  if (amount === 0n || refund.source === "PROVIDER") return over;
  return told(over, { type: "REFUND_COMPLETED", refund, amount });
}

/** The shopper's bank took so much more back. */
export function chargedBack(books: Books, payment: Payment, amount: bigint): Books {
  const total = payment.chargedBack + amount;
  const next: Payment = { ...payment, chargedBack: total };
  return told(posted(withPayment(books, next), chargeback(payment, amount, total)), {
    type: "CHARGED_BACK",
    payment: next,
    amount,
  });
}
