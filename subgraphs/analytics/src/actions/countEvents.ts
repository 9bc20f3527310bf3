import type { Work } from "../context.ts";
import type { Tx } from "../data/database.ts";
import { noteCounted } from "../data/freshness.ts";
import { lockCounting, takeUncounted } from "../data/uncounted.ts";
import { applyReferences } from "./applyReferences.ts";
import { countOrders } from "./countOrders.ts";

/** Counts what was heard, oldest first; gives how much there was. Only one does so at a time. */
export async function countEvents({ tx, now }: Work, { atMost }: { readonly atMost: number }): Promise<number> {
  return (await lockCounting(tx)) ? countBatch(tx, now, atMost) : 0;
}

/** Counts the oldest of what was heard, for whoever holds the lock. */
export async function countBatch(tx: Tx, now: Date, atMost: number): Promise<number> {
  const taken = await takeUncounted(tx, atMost);
  const references = taken.flatMap(({ eventId, orderId }) => (eventId && orderId === null ? [eventId] : []));
  if (references.length > 0) await applyReferences(tx, references);
  const orderIds = [...new Set(taken.flatMap(({ orderId }) => orderId ?? []))];
  if (orderIds.length > 0) await countOrders(tx, orderIds);
  const events = taken.flatMap(({ eventId, orderId }) => (eventId && orderId !== null ? [eventId] : []));
  if (events.length > 0) await noteCounted(tx, events, now);
  return taken.length;
}
