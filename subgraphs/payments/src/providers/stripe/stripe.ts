import type Stripe from "stripe";
import { idempotencyKeys } from "../idempotencyKeys.ts";
import type { Provider, ProviderAnswer, ProviderPayment, RefusalCode } from "../provider.ts";
import { stripeAmount } from "./stripeAmount.ts";
import { stripeAuthorize } from "./stripeAuthorize.ts";
import {
  isMissing,
  type NextRequest,
  type StripeSettings,
  saysNo,
  stripeClient,
  withinDeadline,
} from "./stripeClient.ts";
import { expanded } from "./stripePayment.ts";
import { stripeReads } from "./stripeReads.ts";
import { stripeWebhook } from "./stripeWebhook.ts";

const heldNothing = new Set<ProviderPayment["status"]>(["DECLINED", "VOIDED", "EXPIRED"]);

/**
 * Stripe, by its official client. Cards only: its bank transfers fund a customer's balance, from which any payment may
 * be taken, and are not to be had for every currency; a virtual account for one payment is not among its shapes.
 *
 * Stripe forgets idempotency keys after a day, so what a repeat must not do again is also told from the payment itself.
 */
export function stripe(settings: StripeSettings): Provider {
  const { client, close } = stripeClient(settings);
  const reads = stripeReads(client);

  /** Does it, or tells from the payment as it stands now why it was refused, or that it had been done. */
  const act = (
    ref: string,
    work: (next: NextRequest) => Promise<unknown>,
    judge: (payment: ProviderPayment, reason: string) => RefusalCode | null,
  ): Promise<ProviderAnswer> =>
    withinDeadline(async (next) => {
      try {
        await work(next);
        return { done: true, payment: await reads.read(ref, next) };
      } catch (error) {
        if (isMissing(error)) return { done: false, code: "NOT_FOUND", reason: "resource_missing", payment: null };
        if (!saysNo(error)) throw error;
        const reason = error.decline_code ?? error.code ?? error.type;
        const payment = await reads.read(ref, next);
        const code = judge(payment, reason);
        return code === null ? { done: true, payment } : { done: false, code, reason, payment };
      }
    });

  return {
    name: "stripe",
    methods: ["CARD"],
    authorize: stripeAuthorize(client, reads),
    capture: async ({ paymentId, ref, amount }) => {
      const exact = stripeAmount(amount);
      if (exact === null) return inexact;
      return act(
        ref,
        (next) => {
          const params = { amount_to_capture: exact, expand: expanded };
          return client.paymentIntents.capture(ref, params, next(idempotencyKeys.capture(paymentId)));
        },
        (payment, reason) => whyNotCaptured(payment, reason, amount.minor),
      );
    },
    void: ({ paymentId, ref }) =>
      act(
        ref,
        (next) => client.paymentIntents.cancel(ref, {}, next(idempotencyKeys.void(paymentId))),
        ({ status }) => (heldNothing.has(status) ? null : "NOT_VOIDABLE"),
      ),
    refund: async ({ paymentId, ref, refundId, amount }) => {
      const exact = stripeAmount(amount);
      if (exact === null) return inexact;
      return act(
        ref,
        async (next) => {
          const before = await reads.read(ref, next);
          if (before.refunds.some((refund) => refund.refundId === refundId)) return;
          const params = { payment_intent: ref, amount: exact, metadata: { refund_id: refundId } };
          await client.refunds.create(params, next(idempotencyKeys.refund(paymentId, refundId)));
        },
        (payment) => whyNotRefunded(payment, amount.minor),
      );
    },
    fetch: ({ paymentId, ref }) =>
      withinDeadline((next) => (ref === null ? reads.findByOurs(paymentId, Date.now(), next) : reads.find(ref, next))),
    list: async ({ since, cursor }) => {
      const request = {
        created: { gte: Math.floor(since.getTime() / 1_000) },
        limit: 50,
        expand: expanded.map((path) => `data.${path}`),
        ...(cursor === null ? {} : { starting_after: cursor }),
      };
      const page = await withinDeadline((next) => client.paymentIntents.list(request, next()));
      const payments: ProviderPayment[] = [];
      // Each has its own deadline: what came after a payment is asked for one by one, and a page may be full of it.
      for (const intent of page.data) payments.push(await withinDeadline((next) => reads.whole(intent, next)));
      return { payments, cursor: page.has_more ? cursorOf(page.data) : null };
    },
    verifyWebhook: stripeWebhook(client, settings.webhookSecret),
    [Symbol.asyncDispose]: async () => close(),
  };
}

const inexact: ProviderAnswer = { done: false, code: "REFUSED", reason: "amount_not_supported", payment: null };

const cursorOf = (intents: readonly Stripe.PaymentIntent[]) => intents.at(-1)?.id ?? null;

/** Null when it had been captured: by a request whose answer was lost longer ago than Stripe keeps its key. */
function whyNotCaptured(payment: ProviderPayment, reason: string, amount: bigint): RefusalCode | null {
  if (payment.status === "CAPTURED") return payment.captured === amount ? null : "NOT_CAPTURABLE";
  if (payment.status === "AUTHORIZED") return amount > payment.authorized ? "AMOUNT_TOO_LARGE" : "CAPTURE_FAILED";
  return /expired/.test(reason) || payment.status === "DECLINED" ? "CAPTURE_FAILED" : "NOT_CAPTURABLE";
}

function whyNotRefunded(payment: ProviderPayment, amount: bigint): RefusalCode {
  if (payment.status !== "CAPTURED") return "NOT_REFUNDABLE";
  return amount > payment.captured - payment.refunded - payment.chargedBack ? "AMOUNT_TOO_LARGE" : "REFUND_FAILED";
}
