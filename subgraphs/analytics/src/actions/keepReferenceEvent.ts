import type { Work } from "../context.ts";
import { keepReferenceEvent as keep } from "../data/facts.ts";

/** Keeps an event that tells where orders belong, to be counted soon. */
export async function keepReferenceEvent({ tx, now, event }: Work) {
  if (!event) throw new Error("Only events are kept.");
  await keep(tx, event, now);
}
