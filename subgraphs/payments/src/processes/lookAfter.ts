import { readOrderMoney, takeDuePayments } from "../actions/lookingAfter.ts";
import { expirePayment } from "../actions/orderMoney.ts";
import type { Working } from "../context.ts";
import type { Looked } from "../data/lookingAfter.ts";
import { type Books, paymentOf } from "../domain/books.ts";
import { driveAll, look } from "./drive.ts";
import { forEach, withinMs } from "./forEach.ts";

/** A sweep ends in time for others to have their turn; what is left is done by the next. */
const turnMs = 20_000;

/** Goes on with payments that somebody left in the middle, and ends the time of those that nobody paid. */
export async function lookAfterDue(working: Working): Promise<void> {
  const inTime = withinMs(turnMs);
  while (inTime()) {
    const due = await working.run(takeDuePayments, {});
    if (due.length === 0) return;
    await forEach(working, due, (payment) => goOn(working, payment));
  }
}

async function goOn(working: Working, { id, orderId }: Looked): Promise<void> {
  const { books, now } = await working.run(readOrderMoney, { orderId });
  if (!books) throw new Error(`There is a payment ${id} of ${orderId}, which has none.`);
  await driveAll(working, isLate(books, id, now) ? await expired(working, books, id) : books);
}

function isLate(books: Books, id: string, now: Date): boolean {
  const { status } = paymentOf(books, id);
  return (status === "REQUESTED" || status === "ACTION_REQUIRED") && books.order.expiresAt <= now;
}

/** The shopper may have paid in the last moment: the provider is asked before time is up. */
async function expired(working: Working, books: Books, paymentId: string): Promise<Books> {
  await look(working, paymentOf(books, paymentId));
  return working.run(expirePayment, { orderId: books.order.id, paymentId });
}
