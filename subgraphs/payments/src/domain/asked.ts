import { type Problem, problem } from "@madang/service-kit";
import type { Books, Given } from "./books.ts";
import { expire, settled, wantCapture, wantVoid } from "./intents.ts";
import { type AskedRefund, askRefund } from "./refunds.ts";
import { standingOf } from "./standing.ts";

// What is decided when orders asks for something. What was decided before is decided again alike: the books stay as
// they are.

/** Takes what is promised. */
export function captureAsked(books: Books, given: Given): Books | Problem<"PaymentsOver" | "PaymentNotCaptured"> {
  const { status } = standingOf(books);
  if (status === "OVER") return problem("PaymentsOver");
  if (status !== "AUTHORIZED" && status !== "CAPTURED") return problem("PaymentNotCaptured");
  return settled(wantCapture(books), given);
}

/** Lets everything go, for good. */
export const voidAsked = (books: Books, given: Given): Books => settled(wantVoid(books), given);

export interface RefundAsked extends AskedRefund {
  readonly currency: string;
}

/** Gives an amount back, once for each key. */
export function refundAsked(books: Books, { currency, ...asked }: RefundAsked, given: Given) {
  const known = books.refunds.find(({ source, key }) => source === "ASKED" && key === asked.key);
  if (known)
    return known.amount === asked.amount && currency === books.order.currency ? books : problem("IdempotencyConflict");
  if (currency !== books.order.currency) return problem("RefundExceedsPaid", { refundableMinor: "0" });
  const decided = askRefund(books, asked, given);
  return "payments" in decided ? settled(decided, given) : decided;
}

/** Ends the time of a payment that still waits for its shopper. */
export function expiryAsked(books: Books, paymentId: string, given: Given): Books {
  const payment = books.payments.find(({ id }) => id === paymentId);
  if (!payment) throw new Error(`There is no payment ${paymentId}.`);
  const waits = payment.status === "REQUESTED" || payment.status === "ACTION_REQUIRED";
  if (!waits || books.order.expiresAt > given.now) return books;
  return settled(expire(books, payment), given);
}
