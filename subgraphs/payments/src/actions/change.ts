import {
  paymentAuthorized,
  paymentCaptured,
  paymentChargedBack,
  paymentFailed,
  paymentRefunded,
  refundCompleted,
} from "@madang/events";
import { newId } from "@madang/service-kit";
import type { Work } from "../context.ts";
import { unchanged } from "../data/books.ts";
import { saveBooks } from "../data/saveBooks.ts";
import type { Books, Fact, Given, Order } from "../domain/books.ts";

/** What a decision takes from outside, in an action. */
export const givenBy = ({ now }: Work): Given => ({ now, newId });

/** Writes down what became of an order's money, and tells it. The books as they are now, with nothing left to tell. */
export async function change(work: Work, before: Books, after: Books): Promise<Books> {
  if (after === before) return before;
  await saveBooks(work.tx, before, after, work.now);
  for (const fact of after.facts) tell(work, after.order, fact);
  return { ...after, ...unchanged };
}

function tell({ publish, now: at }: Work, order: Order, fact: Fact): void {
  if (fact.type === "REFUND_COMPLETED") {
    const { key, reason } = fact.refund;
    const { id: orderId, number, email, locale, currency } = order;
    publish(refundCompleted, { orderId, key, number, email, locale, currency, amountMinor: fact.amount, reason, at });
    return;
  }
  const { id: paymentId, orderId, method, currency, amount } = fact.payment;
  const payment = { paymentId, orderId, method, currency, at };
  switch (fact.type) {
    case "AUTHORIZED":
      publish(paymentAuthorized, { ...payment, amountMinor: amount });
      return;
    case "CAPTURED":
      publish(paymentCaptured, { ...payment, amountMinor: fact.amount, feeMinor: fact.fee });
      return;
    case "FAILED":
      publish(paymentFailed, { ...payment, amountMinor: amount, reason: fact.reason });
      return;
    case "REFUNDED":
      publish(paymentRefunded, { ...payment, amountMinor: fact.amount, refundId: fact.refundId });
      return;
    case "CHARGED_BACK":
      publish(paymentChargedBack, { ...payment, amountMinor: fact.amount });
      return;
  }
}
