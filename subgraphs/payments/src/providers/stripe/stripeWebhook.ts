import type Stripe from "stripe";
import { z } from "zod";
import { type Provider, webhookToleranceSeconds } from "../provider.ts";

const id = z.string().min(1);
const named = z.union([id, z.object({ id }).transform((whole) => whole.id)]);

/** Of an event only what it is about: an intent, or what hangs on one (charge, refund, dispute). */
const event = z.object({
  id,
  type: z.string().min(1),
  data: z.object({ object: z.looseObject({ object: z.string(), id, payment_intent: named.nullish() }) }),
});

/** Reads a webhook that Stripe signed. */
export const stripeWebhook =
  (stripe: Stripe, secret: string): Provider["verifyWebhook"] =>
  (headers, rawBody, now) => {
    const header = headers["stripe-signature"];
    if (typeof header !== "string") return null;
    const told = signed(() =>
      stripe.webhooks.constructEvent(rawBody, header, secret, webhookToleranceSeconds, undefined, now.getTime()),
    );
    if (told === null) return null;
    const { id: eventId, type, data } = event.parse(told);
    const ref = data.object.object === "payment_intent" ? data.object.id : (data.object.payment_intent ?? null);
    return { id: eventId, ref, type };
  };

/** The client throws for whatever it cannot believe: a wrong signature, an old one, one that is not even one. */
function signed(construct: () => unknown): unknown {
  try {
    return construct();
  } catch {
    return null;
  }
}
