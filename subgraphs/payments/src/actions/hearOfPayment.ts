import type { Work } from "../context.ts";
import { lockBooks } from "../data/books.ts";
import { keepMethod } from "../data/savedMethods.ts";
import { isFirstTime } from "../data/webhooks.ts";
import { type Books, paymentOf } from "../domain/books.ts";
import { type Heard, hear } from "../domain/hear.ts";
import type { ProviderPayment } from "../providers/provider.ts";
import { change, givenBy } from "./change.ts";

export interface HeardOfPayment {
  readonly paymentId: string;
  readonly heard: Heard<ProviderPayment>;
  /** The webhook that it came by: each has effect once. */
  readonly webhook?: { readonly provider: string; readonly id: string };
}

/**
 * Applies what a provider says of a payment, whether it was asked, told us, or was looked after: in one transaction
 * with the ledger and the events.
 */
export async function hearOfPayment(work: Work, { paymentId, heard, webhook }: HeardOfPayment): Promise<Books> {
  const { tx, now } = work;
  const books = await lockBooks(tx, { paymentId });
  if (!books) throw new Error(`There is no payment ${paymentId}.`);
  if (webhook && !(await isFirstTime(tx, webhook, now))) return books;
  if (heard.heard === "PAYMENT") await keepSavedMethod(work, books, paymentId, heard.payment);
  return change(work, books, hear(books, paymentId, heard, givenBy(work)));
}

async function keepSavedMethod({ tx, now }: Work, books: Books, paymentId: string, said: ProviderPayment) {
  const { provider, saveMethod } = paymentOf(books, paymentId);
  const { accountId } = books.order;
  if (said.savedMethod && saveMethod && accountId)
    await keepMethod(tx, { ...said.savedMethod, provider, accountId }, now);
}
