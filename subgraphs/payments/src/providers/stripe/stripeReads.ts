import type Stripe from "stripe";
import { type ProviderPayment, ProviderUnavailable } from "../provider.ts";
import { isMissing, type NextRequest } from "./stripeClient.ts";
import { chargeOf, expanded, stripePayment } from "./stripePayment.ts";

const pageSize = 100;
const mostPages = 5;
/** From then on Stripe's search knows of everything, outages of it included. */
const searchableAfterMs = 60 * 60 * 1_000;
const clockSkewMs = 5 * 60 * 1_000;

/** How payments are read from Stripe, whole. */
export function stripeReads(stripe: Stripe) {
  const whole = async (intent: Stripe.PaymentIntent, next: NextRequest): Promise<ProviderPayment> => {
    const charge = chargeOf(intent);
    const of = { payment_intent: intent.id, limit: pageSize };
    const refunds = charge?.captured && charge.amount_refunded > 0 ? (await stripe.refunds.list(of, next())).data : [];
    const disputes = charge?.disputed ? (await stripe.disputes.list(of, next())).data : [];
    return stripePayment(intent, { refunds, disputes });
  };

  const read = async (ref: string, next: NextRequest) =>
    whole(await stripe.paymentIntents.retrieve(ref, { expand: expanded }, next()), next);

  const find = async (ref: string, next: NextRequest) => {
    try {
      return await read(ref, next);
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  };

  /** Search may be behind, so what is too young for it is looked for among the latest, which are listed at once. */
  const findByOurs = async (paymentId: string, now: number, next: NextRequest) => {
    const query = `metadata['payment_id']:'${paymentId.replaceAll(/[^\w-]/g, "")}'`;
    const [found] = (await stripe.paymentIntents.search({ query, limit: 1 }, next())).data;
    if (found) return read(found.id, next);
    const madeAt = madeAtOf(paymentId) ?? now;
    if (now - madeAt > searchableAfterMs) return null;
    const created = { gte: Math.floor((madeAt - clockSkewMs) / 1_000) };
    let after: string | undefined;
    for (let page = 0; page < mostPages; page += 1) {
      const latest = await stripe.paymentIntents.list(
        { created, limit: pageSize, ...(after ? { starting_after: after } : {}) },
        next(),
      );
      const ours = latest.data.find((intent) => intent.metadata["payment_id"] === paymentId);
      if (ours) return read(ours.id, next);
      if (!latest.has_more) return null;
      after = latest.data.at(-1)?.id;
    }
    throw new ProviderUnavailable("stripe", "too many payments are younger than its search");
  };

  return { whole, read, find, findByOurs };
}

/** When a TypeID was made, such as a payment's: its first ten digits are the milliseconds, in Crockford's base 32. */
export function madeAtOf(id: string): number | null {
  const digits = /_([0-9a-hjkmnp-tv-z]{10})[0-9a-hjkmnp-tv-z]{16}$/.exec(id)?.[1];
  if (!digits) return null;
  return [...digits].reduce((sum, digit) => sum * 32 + "0123456789abcdefghjkmnpqrstvwxyz".indexOf(digit), 0);
}
