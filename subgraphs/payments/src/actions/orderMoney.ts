import { badInput, checkInput, isId, isProblem, problem } from "@madang/service-kit";
import { z } from "zod";
import type { Work } from "../context.ts";
import { lockBooks } from "../data/books.ts";
import { addTombstone } from "../data/orderPayments.ts";
import { captureAsked, expiryAsked, refundAsked, voidAsked } from "../domain/asked.ts";
import type { Books } from "../domain/books.ts";
import { change, givenBy } from "./change.ts";
import { currencyCode, idOf, minorUnits } from "./paymentInput.ts";

/** Writes down that what is promised for an order is to be taken; the house's share is. */
export async function wantPaymentsCaptured(work: Work, { orderId }: { readonly orderId: string }) {
  const books = await lockBooks(work.tx, { orderId });
  if (!books) return problem("PaymentsOver");
  const decided = captureAsked(books, givenBy(work));
  return isProblem(decided) ? decided : { books: await change(work, books, decided) };
}

/** Writes down, for good, that an order's payments are over; the house lets its share go. Null when none were there. */
export async function wantPaymentsVoided(work: Work, { orderId }: { readonly orderId: string }): Promise<Books | null> {
  if (!isId("order", orderId)) throw badInput("Payments are of an order.");
  const { tx, now } = work;
  // An undo can overtake what it undoes. Its trace keeps the late request out.
  if (await addTombstone(tx, orderId, now)) return null;
  const books = await lockBooks(tx, { orderId });
  return books && change(work, books, voidAsked(books, givenBy(work)));
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
  const books = await lockBooks(work.tx, { orderId });
  if (!books) return problem("RefundExceedsPaid", { refundableMinor: "0" });
  const decided = refundAsked(books, { key, amount, currency, reason: reason ?? null }, givenBy(work));
  return isProblem(decided) ? decided : { books: await change(work, books, decided), amount };
}

/** Ends the time of a payment that still waits for its shopper. */
export async function expirePayment(work: Work, { orderId, paymentId }: { orderId: string; paymentId: string }) {
  const books = await lockBooks(work.tx, { orderId });
  if (!books) throw new Error(`Nothing was asked for ${orderId}.`);
  return change(work, books, expiryAsked(books, paymentId, givenBy(work)));
}
