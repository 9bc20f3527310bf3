import { problem } from "@madang/service-kit";
import { smaller } from "./amounts.ts";
import {
  type Books,
  found,
  type Given,
  isHouse,
  isOver,
  leftOf,
  type Payment,
  type PaymentMethod,
  paymentOf,
  type Refund,
  type RefundPart,
  withPayment,
} from "./books.ts";
import { givenBack, partOver, reduced } from "./transitions.ts";

/** Money goes back by these first. */
const ranks: Record<PaymentMethod, number> = { CARD: 0, BANK_TRANSFER: 1, INVOICE: 2, GIFT_CARD: 3 };

/** Whether less can be taken instead of giving back: not once the provider may be taking it. */
const canBeReduced = (payment: Payment) =>
  payment.status === "AUTHORIZED" && (payment.wanted === "AUTHORIZE" || isHouse(payment));

/** How much of a payment can be given back, or left untaken. */
export function refundableOf(payment: Payment): bigint {
  if (isOver(payment)) return 0n;
  if (payment.status === "CAPTURED") return leftOf(payment);
  if (payment.status === "AUTHORIZED") return payment.amount - payment.reduced - payment.refundPending;
  return 0n;
}

export interface AskedRefund {
  readonly key: string;
  readonly amount: bigint;
  readonly reason: string | null;
}

/** Gives an amount of an order back: spread over its payments, card and bank first, gift cards last. */
export function askRefund(books: Books, { key, amount, reason }: AskedRefund, given: Given) {
  const refundable = books.payments.reduce((sum, payment) => sum + refundableOf(payment), 0n);
  if (amount > refundable) return problem("RefundExceedsPaid", { refundableMinor: refundable.toString() });
  const refund: Refund = { id: given.newId("refund"), source: "ASKED", key, amount, reason, doneAt: null };
  let left = amount;
  const parts: RefundPart[] = [];
  for (const payment of books.payments.toSorted((a, b) => ranks[a.method] - ranks[b.method])) {
    const share = smaller(refundableOf(payment), left);
    if (share <= 0n) continue;
    left -= share;
    parts.push(partOf(refund, payment, share, given));
  }
  const asked = { ...books, refunds: [...books.refunds, refund], parts: [...books.parts, ...parts] };
  // All are counted before the first is over: a refund is done with its last part.
  return parts.reduce((all, part) => begun(all, part, given), parts.reduce(counted, asked));
}

/** Gives back what was taken of a payment that is over; once for what was taken by then. */
export function refundOver(books: Books, payment: Payment, given: Given): Books {
  const key = `${payment.id}/${payment.captured}`;
  const amount = leftOf(payment);
  if (amount <= 0n || books.refunds.some((other) => other.source === "OVER" && other.key === key)) return books;
  const refund: Refund = { id: given.newId("refund"), source: "OVER", key, amount, reason: null, doneAt: null };
  const part = partOf(refund, payment, amount, given);
  const asked = { ...books, refunds: [...books.refunds, refund], parts: [...books.parts, part] };
  return begun(counted(asked, part), part, given);
}

/** Writes down what somebody gave back at the provider. */
export function refundedThere(books: Books, payment: Payment, amount: bigint, given: Given): Books {
  const key = `${payment.id}/${payment.refunded + amount}`;
  const refund: Refund = { id: given.newId("refund"), source: "PROVIDER", key, amount, reason: null, doneAt: null };
  const part = partOf(refund, payment, amount, given);
  const asked = { ...books, refunds: [...books.refunds, refund], parts: [...books.parts, part] };
  return givenBack(counted(asked, part), part, given);
}

/** The provider will not give a part back. */
export function refundRefused(books: Books, part: RefundPart, given: Given): Books {
  const payment = paymentOf(books, part.paymentId);
  const without = withPayment(books, { ...payment, refundPending: payment.refundPending - part.amount });
  return partOver(without, { ...part, status: "FAILED" }, given);
}

const partOf = (refund: Refund, payment: Payment, amount: bigint, { newId }: Given): RefundPart => ({
  id: newId("refund_part"),
  refundId: refund.id,
  paymentId: payment.id,
  amount,
  status: "REQUESTED",
});

function counted(books: Books, { paymentId, amount }: RefundPart): Books {
  const payment = paymentOf(books, paymentId);
  return withPayment(books, { ...payment, refundPending: payment.refundPending + amount });
}

/** What the house does by itself is done at once; a provider is asked after the commit. */
function begun(books: Books, part: RefundPart, given: Given): Books {
  const payment = paymentOf(books, part.paymentId);
  if (canBeReduced(payment)) {
    const uncounted = { ...payment, refundPending: payment.refundPending - part.amount };
    return partOver(reduced(books, uncounted, part.amount), { ...part, status: "REDUCED" }, given);
  }
  if (!isHouse(payment)) return books;
  const back = givenBack(books, part, given);
  return payment.method === "INVOICE" ? byHand(back, part) : back;
}

/** No provider sends back what came in for an invoice: a person has to. */
function byHand(books: Books, part: RefundPart): Books {
  const payment = paymentOf(books, part.paymentId);
  const detail = `${part.amount} ${payment.currency} of a paid invoice is to be transferred to the shopper`;
  return found(books, { kind: "REFUND_BY_HAND", payment, subject: part.id, detail });
}
