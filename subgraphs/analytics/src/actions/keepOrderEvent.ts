import type { Work } from "../context.ts";
import { keepOrderEvent as keep } from "../data/facts.ts";

/** Keeps an event of an order or its payments, to be counted soon. */
export async function keepOrderEvent({ tx, now, event }: Work, { orderId }: { readonly orderId: string }) {
  if (!event) throw new Error("Only events are kept.");
  await keep(tx, event, orderId, now);
}
