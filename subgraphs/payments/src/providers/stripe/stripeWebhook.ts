import type Stripe from "stripe";
import { z } from "zod";
import { type Provider, webhookToleranceSeconds } from "../provider.ts";

const id = z.string().min(1);
const named = z.union([id, z.object({ id }).transform((whole) => whole.id)]);

/** Of an event only what it is about: an intent, what hangs on one (charge, refund, dispute), or nothing of ours. */
const event = z.object({
  id,
  type: z.string().min(1),
  data: z.object({ object: z.looseObject({ object: z.string(), id: id.optional(), payment_intent: named.nullish() }) }),
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
    const { object, id: objectId, payment_intent: of } = data.object;
    return { id: eventId, ref: (object === "payment_intent" ? objectId : of) ?? null, type };
  };

/** The client throws for whatever it cannot believe: a wrong signature, an old one, one that is not even one. */
function signed(construct: () => unknown): unknown {
  try {
    return construct();
  } catch {
    return null;
  }
}
