import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import Stripe from "stripe";
import { callTimeoutMs, ProviderUnavailable } from "../provider.ts";

export interface StripeSettings {
  readonly secretKey: string;
  readonly webhookSecret: string;
  /** Where its API is: Stripe's own address, but for tests. */
  readonly apiBase: string;
}

/**
 * The official client, without its own retries: trying again is for whoever remembers that it did. One it does not let
 * go of, when a connection was closed under it; that has the same idempotency key.
 */
export function stripeClient({ secretKey, apiBase }: StripeSettings) {
  const { protocol, hostname, port } = new URL(apiBase);
  const secure = protocol === "https:";
  const agent = secure ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
  const client = new Stripe(secretKey, {
    protocol: secure ? "https" : "http",
    host: hostname,
    port: port || (secure ? 443 : 80),
    maxNetworkRetries: 0,
    timeout: callTimeoutMs,
    telemetry: false,
    httpAgent: agent,
  });
  return { client, close: () => agent.destroy() };
}

/** Options of the next request, of several that share one deadline. */
export type NextRequest = (idempotencyKey?: string) => { timeout: number; idempotencyKey?: string };

/**
 * Runs what may be several requests within one deadline. A `StripeError` that says no reaches the caller; every other
 * one means that the outcome is not known.
 */
export async function withinDeadline<T>(work: (next: NextRequest) => Promise<T>): Promise<T> {
  const until = performance.now() + callTimeoutMs;
  const late = () => new ProviderUnavailable("stripe", "did not answer in time");
  const next: NextRequest = (idempotencyKey) => {
    const timeout = Math.floor(until - performance.now());
    if (timeout < 1) throw late();
    return idempotencyKey ? { timeout, idempotencyKey } : { timeout };
  };
  // The client's own timeout is one of silence, and it repeats a request whose connection was closed.
  const deadline = Promise.withResolvers<never>();
  const timer = setTimeout(() => deadline.reject(late()), callTimeoutMs);
  try {
    return await Promise.race([work(next), deadline.promise]);
  } catch (error) {
    if (error instanceof ProviderUnavailable || saysNo(error)) throw error;
    // Its type alone: the error itself carries the whole answer, and what was sent.
    const known = error instanceof Stripe.errors.StripeError;
    throw new ProviderUnavailable("stripe", known ? `${error.type} ${error.statusCode ?? ""}`.trim() : String(error));
  } finally {
    clearTimeout(timer);
  }
}

/** Whether Stripe looked at the request and will not do it. A key that is in use, or was for another request, is no no. */
export const saysNo = (error: unknown): error is Stripe.errors.StripeError =>
  (error instanceof Stripe.errors.StripeCardError || error instanceof Stripe.errors.StripeInvalidRequestError) &&
  error.statusCode !== 409;

/** Whether there is no such thing at Stripe. */
export const isMissing = (error: unknown) => saysNo(error) && error.statusCode === 404;
