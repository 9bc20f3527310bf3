import { holdsCardNumber } from "@madang/service-kit";
import type Stripe from "stripe";
import { declinedUnseen } from "../declinedUnseen.ts";
import { idempotencyKeys } from "../idempotencyKeys.ts";
import type { AuthorizeRequest, ProviderPayment } from "../provider.ts";
import { stripeAmount } from "./stripeAmount.ts";
import { type NextRequest, saysNo, withinDeadline } from "./stripeClient.ts";
import { expanded, stripePayment } from "./stripePayment.ts";
import { madeAtOf, type stripeReads } from "./stripeReads.ts";

/** How long Stripe keeps idempotency keys, at least. */
const keysKeptMs = 24 * 60 * 60 * 1_000;

interface Payer {
  readonly customer: string | null;
  readonly method: string;
}

/** Makes a payment intent and confirms it in one request, so that none is left half made. */
export const stripeAuthorize =
  (stripe: Stripe, { read, whole, findByOurs }: ReturnType<typeof stripeReads>) =>
  async (request: AuthorizeRequest): Promise<ProviderPayment> => {
    /** What was made by a request so old that Stripe may have forgotten its key. */
    const knownFor = async (paymentId: string, next: NextRequest) => {
      const now = Date.now();
      return now - (madeAtOf(paymentId) ?? now) > keysKeptMs / 2 ? findByOurs(paymentId, now, next) : null;
    };
    const amount = stripeAmount(request.amount);
    if (holdsCardNumber(request.token)) return declinedUnseen(request, "card_number_refused");
    if (request.method !== "CARD") return declinedUnseen(request, "method_not_supported");
    if (amount === null) return declinedUnseen(request, "amount_not_supported");
    return withinDeadline(async (next) => {
      try {
        const known = await knownFor(request.paymentId, next);
        if (known) return known;
        const payer = await payerOf(stripe, request, next);
        if (payer === null) return declinedUnseen(request, "unknown_token");
        const key = next(idempotencyKeys.authorize(request.paymentId));
        const intent = await stripe.paymentIntents.create(intentOf(request, amount, payer), key);
        // A repeat is answered with what was true the first time.
        const repeated = intent.lastResponse.headers["idempotent-replayed"] === "true";
        return repeated ? read(intent.id, next) : whole(intent, next);
      } catch (error) {
        if (!saysNo(error)) throw error;
        const { payment_intent: intent } = error;
        if (intent) return stripePayment(intent, { refunds: [], disputes: [] });
        return declinedUnseen(request, error.decline_code ?? error.code ?? "refused");
      }
    });
  };

/** A token of ours is `pm_…`, or `cus_…:pm_…` when it was saved; the latter pays for whoever saved it alone. */
async function payerOf(stripe: Stripe, request: AuthorizeRequest, next: NextRequest): Promise<Payer | null> {
  const [, customer = null, method = ""] = /^(?:(cus_\w+):)?(pm_\w+)$/.exec(request.token) ?? [];
  if (method === "") return null;
  if (customer !== null) {
    const known = await stripe.customers.retrieve(customer, {}, next());
    const theirs = !known.deleted && request.customer !== null && known.metadata["customer"] === request.customer;
    return theirs ? { customer, method } : null;
  }
  if (!request.saveMethod || request.customer === null) return { customer: null, method };
  // A customer for each saved method: a key made of the account's id would be forgotten after a day, and one made
  // anew would change a repeat of this very request.
  const key = next(idempotencyKeys.customer(request.paymentId));
  const made = await stripe.customers.create({ metadata: { customer: request.customer } }, key);
  return { customer: made.id, method };
}

const intentOf = (request: AuthorizeRequest, amount: number, { customer, method }: Payer) =>
  ({
    amount,
    currency: request.amount.currency.toLowerCase(),
    allowed_payment_method_types: ["card"],
    payment_method: method,
    capture_method: "manual",
    confirm: true,
    ...(customer ? { customer } : {}),
    ...(request.saveMethod && customer ? { setup_future_usage: "on_session" } : {}),
    // Without a way back there is no redirecting: better declined than waiting for nobody.
    ...(request.returnUrl ? { return_url: request.returnUrl } : { error_on_requires_action: true }),
    metadata: { payment_id: request.paymentId, order_id: request.orderId },
    expand: expanded,
  }) satisfies Stripe.PaymentIntentCreateParams;
