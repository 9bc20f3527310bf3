import Stripe from "stripe";
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
    try {
      const told = stripe.webhooks.constructEvent(
        rawBody,
        header,
        secret,
        webhookToleranceSeconds,
        undefined,
        now.getTime(),
      );
      const { id: eventId, type, data } = event.parse(told);
      const ref = data.object.object === "payment_intent" ? data.object.id : (data.object.payment_intent ?? null);
      return { id: eventId, ref, type };
    } catch (error) {
      if (error instanceof Stripe.errors.StripeSignatureVerificationError) return null;
      throw error;
    }
  };
