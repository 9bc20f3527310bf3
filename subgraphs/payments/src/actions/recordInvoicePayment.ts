import { checkInput, idempotent, isProblem, note, problem } from "@madang/service-kit";
import { z } from "zod";
import type { Work } from "../context.ts";
import { lockBooks } from "../data/books.ts";
import { getPayment, noteReference } from "../data/payments.ts";
import { isOver, paymentOf } from "../domain/books.ts";
import { settled } from "../domain/intents.ts";
import { taken } from "../domain/transitions.ts";
import { change, givenBy } from "./change.ts";

const recordInput = z.object({ paymentId: z.string(), reference: note({ max: 200 }) });

export type RecordInvoicePayment = z.input<typeof recordInput> & { readonly idempotencyKey: string };

async function record(work: Work, input: RecordInvoicePayment) {
  const checked = checkInput(recordInput, input);
  if (isProblem(checked)) return checked;
  const { paymentId, reference } = checked;
  const books = await lockBooks(work.tx, { paymentId });
  if (!books) return problem("PaymentNotFound");
  const payment = paymentOf(books, paymentId);
  const { status } = payment;
  if (payment.method !== "INVOICE" || status !== "AUTHORIZED" || isOver(payment))
    return problem("InvoiceNotOpen", { status });
  await change(work, books, settled(taken(books, payment, payment.amount - payment.reduced, 0n), givenBy(work)));
  await noteReference(work.tx, paymentId, reference);
  return getPayment(work.tx, paymentId);
}

/** Says that an invoice was paid, once for each key. */
export const recordInvoicePayment = idempotent("recordInvoicePayment", record, {
  remember: ({ id }) => id,
  recall: ({ tx }, id) => getPayment(tx, id),
});
