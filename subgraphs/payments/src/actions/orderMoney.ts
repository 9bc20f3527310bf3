import { badInput, checkInput, isId, isProblem, problem } from "@madang/service-kit";
import { z } from "zod";
import type { Work } from "../context.ts";
import { lockBooks } from "../data/books.ts";
import { addTombstone } from "../data/orderPayments.ts";
import type { Books } from "../domain/books.ts";
import { expire, settled, wantCapture, wantVoid } from "../domain/intents.ts";
import { askRefund } from "../domain/refunds.ts";
import { standingOf } from "../domain/standing.ts";
import { change, givenBy } from "./change.ts";
import { currencyCode, idOf, minorUnits } from "./paymentInput.ts";

/** Writes down that what is promised for an order is to be taken; the house's share is. */
export async function wantPaymentsCaptured(work: Work, { orderId }: { readonly orderId: string }) {
  const books = await lockBooks(work.tx, orderId);
  if (!books) return problem("PaymentsOver");
  const { status } = standingOf(books);
  if (status === "OVER") return problem("PaymentsOver");
  if (status !== "AUTHORIZED" && status !== "CAPTURED") return problem("PaymentNotCaptured");
  return { books: await change(work, books, settled(wantCapture(books), givenBy(work))) };
}

/** Writes down, for good, that an order's payments are over; the house lets its share go. Null when none were there. */
export async function wantPaymentsVoided(work: Work, { orderId }: { readonly orderId: string }): Promise<Books | null> {
  if (!isId("order", orderId)) throw badInput("Payments are of an order.");
  const { tx, now } = work;
  // An undo can overtake what it undoes. Its trace keeps the late request out.
  if (await addTombstone(tx, orderId, now)) return null;
  const books = await lockBooks(tx, orderId);
  return books && change(work, books, settled(wantVoid(books), givenBy(work)));
}

const refundInput = z.object({
  orderId: idOf("order"),
  key: z.string().min(1).max(200),
  amountMinor: minorUnits(1n),
  currency: currencyCode,
  reason: z.string().max(500).nullish(),
});

/** Writes down what is to be given back, once for each key; the house gives its share. */
export async function wantRefund(work: Work, input: object) {
  const checked = checkInput(refundInput, input);
  if (isProblem(checked)) return checked;
  const { orderId, key, amountMinor: amount, currency, reason } = checked;
  const books = await lockBooks(work.tx, orderId);
  if (!books) return problem("RefundExceedsPaid", { refundableMinor: "0" });
  const known = books.refunds.find((refund) => refund.source === "ASKED" && refund.key === key);
  if (known)
    return known.amount === amount && currency === books.order.currency
      ? { books, amount }
      : problem("IdempotencyConflict");
  if (currency !== books.order.currency) return problem("RefundExceedsPaid", { refundableMinor: "0" });
  const asked = askRefund(books, { key, amount, reason: reason ?? null }, givenBy(work));
  if (isProblem(asked)) return asked;
  return { books: await change(work, books, settled(asked, givenBy(work))), amount };
}

/** Ends the time of a payment that still waits for its shopper. */
export async function expirePayment(work: Work, { orderId, paymentId }: { orderId: string; paymentId: string }) {
  const books = await lockBooks(work.tx, orderId);
  const payment = books?.payments.find(({ id }) => id === paymentId);
  if (!books || !payment) throw new Error(`There is no payment ${paymentId}.`);
  const waits = payment.status === "REQUESTED" || payment.status === "ACTION_REQUIRED";
  if (!waits || books.order.expiresAt > work.now) return books;
  return change(work, books, settled(expire(books, payment), givenBy(work)));
}
