import {
  type Books,
  type Given,
  isHouse,
  isOver,
  leftOf,
  type Payment,
  type PaymentIntent,
  paymentOf,
  told,
  withPayment,
} from "./books.ts";
import { refundOver } from "./refunds.ts";
import { letGo, taken } from "./transitions.ts";

/** Whether all of it was given up before it was taken: nothing is missing when it is not. */
export const isGivenUp = ({ amount, reduced }: Payment) => amount === reduced;

/** Takes what is promised; an invoice waits for whoever pays it. */
export const wantCapture = (books: Books): Books =>
  books.payments
    .filter(({ status, wanted, method }) => status === "AUTHORIZED" && wanted === "AUTHORIZE" && method !== "INVOICE")
    .reduce((all, payment) => withPayment(all, { ...payment, wanted: "CAPTURE" }), books);

/** Lets everything go, for good. */
export const wantVoid = (books: Books): Books =>
  letOthersGo({ ...books, order: { ...books.order, status: "VOIDED" } }, null);

/** All or nothing: when one payment comes to nothing, the others are let go. */
export const letOthersGo = (books: Books, failed: Payment | null): Books =>
  books.payments
    .filter((payment) => payment.id !== failed?.id && !isOver(payment))
    .reduce((all, payment) => withPayment(all, { ...payment, wanted: "VOID" }), books);

/** Time is up for a payment that waits for its shopper. */
export function expire(books: Books, payment: Payment): Books {
  if (isOver(payment)) return books;
  const next: Payment = { ...payment, wanted: "EXPIRE" satisfies PaymentIntent };
  const expired = told(withPayment(books, next), { type: "FAILED", payment: next, reason: "EXPIRED" });
  return letOthersGo(expired, next);
}

/** Does what needs no provider, after whatever has changed. */
export const settled = (books: Books, given: Given): Books =>
  books.payments.reduce((all, { id }) => settledPayment(all, paymentOf(all, id), given), books);

function settledPayment(books: Books, payment: Payment, given: Given): Books {
  if (isOver(payment)) {
    if (payment.status === "CAPTURED") return leftOf(payment) > 0n ? refundOver(books, payment, given) : books;
    return isHouse(payment) && payment.status === "AUTHORIZED" ? letGo(books, payment, "VOIDED", given) : books;
  }
  const takes = payment.method === "GIFT_CARD" && payment.wanted === "CAPTURE" && payment.status === "AUTHORIZED";
  // A gift card is taken last: nothing of it has to come back when a provider refuses.
  if (takes && books.payments.every((other) => isHouse(other) || other.status === "CAPTURED" || isGivenUp(other)))
    return taken(books, payment, payment.amount - payment.reduced, 0n);
  return books;
}
