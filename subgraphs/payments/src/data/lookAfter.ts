import type { Books, Payment } from "../domain/books.ts";
import { nextCall } from "../domain/nextCall.ts";

export interface LookAfter {
  /** When the sweep looks at a payment; null when there is nothing to do. */
  readonly dueAt: Date | null;
}

/** Whoever changed it asks the provider at once; the sweep comes after them, should they have died. */
const firstLookMs = 10_000;

/** When a payment is looked after again. */
export function lookAfter(books: Books, payment: Payment, now: Date): LookAfter {
  const next = nextCall(books, payment);
  if (next && next.call !== "AUTHORIZE") return { dueAt: new Date(now.getTime() + firstLookMs) };
  const waits = payment.status === "REQUESTED" || payment.status === "ACTION_REQUIRED";
  return { dueAt: waits ? books.order.expiresAt : null };
}

/** How long after an attempt in vain the next one is made; doubles up to the longest. */
export const firstWaitMs = 5_000;
export const longestWaitMs = 300_000;
