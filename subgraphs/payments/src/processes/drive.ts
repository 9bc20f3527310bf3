import { hearOfPayment } from "../actions/hearOfPayment.ts";
import type { Working } from "../context.ts";
import { type Books, type Payment, paymentOf } from "../domain/books.ts";
import type { Heard } from "../domain/hear.ts";
import { type NextCall, nextCall } from "../domain/nextCall.ts";
import {
  type Provider,
  type ProviderAnswer,
  type ProviderPayment,
  ProviderUnavailable,
} from "../providers/provider.ts";

/** More than any payment ever needs: asked for, fetched, let go; and each part of a refund by itself. */
const mostCalls = ({ parts }: Books) => 8 + parts.length;

/**
 * Asks the provider for whatever is left to do for a payment, and applies each answer, until there is nothing left.
 * Whoever does this may die at any point, and several may do it at once: every call bears being repeated. Throws
 * `ProviderUnavailable` when it is not known what came of a call; the sweep goes on from there.
 */
export async function drive(working: Working, books: Books, paymentId: string, token?: string): Promise<Books> {
  let known = books;
  for (let calls = 0; calls < mostCalls(known); calls += 1) {
    const payment = paymentOf(known, paymentId);
    const next = nextCall(known, payment);
    if (!next || (next.call === "AUTHORIZE" && token === undefined)) return known;
    const heard = await ask(providerOf(working, payment), known, payment, next, token ?? "");
    known = await working.run(hearOfPayment, { paymentId, heard });
    const stuck = heard.heard === "REFUSED" && nextCall(known, paymentOf(known, paymentId))?.call === next.call;
    if (stuck && next.call === "VOID") throw new ProviderUnavailable(payment.provider, `will not void: ${heard.code}`);
  }
  throw new ProviderUnavailable(
    paymentOf(known, paymentId).provider,
    `${paymentId} is not done after ${mostCalls(known)} calls`,
  );
}

/** Drives all payments of an order, one after the other: a provider that is away holds up none of another's. */
export async function driveAll(working: Working, books: Books): Promise<Books> {
  let known = books;
  let away: unknown;
  for (const { id } of books.payments)
    try {
      known = await drive(working, known, id);
    } catch (error) {
      if (!(error instanceof ProviderUnavailable)) throw error;
      away ??= error;
    }
  if (away) throw away;
  return known;
}

/** Asks how a payment stands now. */
export async function look(working: Working, payment: Payment): Promise<Books> {
  const provider = providerOf(working, payment);
  return working.run(hearOfPayment, { paymentId: payment.id, heard: await fetched(provider, payment) });
}

/** The provider of a payment; one that was taken out of the settings does not answer. */
function providerOf({ settings }: Working, { provider }: Payment): Provider {
  const found = settings.providers.named(provider);
  if (!found) throw new ProviderUnavailable(provider, "is not set up here");
  return found;
}

async function fetched(provider: Provider, before: Payment): Promise<Heard<ProviderPayment>> {
  const { id: paymentId, providerRef: ref } = before;
  const payment = await provider.fetch({ paymentId, ref });
  return payment ? { heard: "PAYMENT", payment, before } : { heard: "NOTHING", ref };
}

async function ask(
  provider: Provider,
  books: Books,
  payment: Payment,
  next: NextCall,
  token: string,
): Promise<Heard<ProviderPayment>> {
  if (next.call === "AUTHORIZE") return { heard: "PAYMENT", payment: await authorize(provider, books, payment, token) };
  // What the provider calls it is not known as long as its answer was lost.
  if (next.call === "FETCH" || payment.providerRef === null) return await fetched(provider, payment);
  const { id: paymentId, providerRef: ref, currency } = payment;
  switch (next.call) {
    case "CAPTURE": {
      const amount = { minor: payment.amount - payment.reduced, currency };
      return answered("CAPTURE", await provider.capture({ paymentId, ref, amount }));
    }
    case "VOID":
      return answered("VOID", await provider.void({ paymentId, ref }));
    case "REFUND": {
      const { id: refundId, amount: minor } = next.part;
      const amount = { minor, currency };
      return answered("REFUND", await provider.refund({ paymentId, ref, refundId, amount }), refundId);
    }
  }
}

function answered(
  call: "CAPTURE" | "VOID" | "REFUND",
  answer: ProviderAnswer,
  partId: string | null = null,
): Heard<ProviderPayment> {
  if (answer.done) return { heard: "PAYMENT", payment: answer.payment };
  return { heard: "REFUSED", call, code: answer.code, partId, payment: answer.payment };
}

function authorize(provider: Provider, { order }: Books, payment: Payment, token: string): Promise<ProviderPayment> {
  const { method, amount: minor, currency, saveMethod } = payment;
  if (method !== "CARD" && method !== "BANK_TRANSFER") throw new Error(`No provider does ${method}.`);
  return provider.authorize({
    paymentId: payment.id,
    orderId: order.id,
    amount: { minor, currency },
    method,
    token,
    customer: order.accountId,
    saveMethod,
    returnUrl: order.returnUrl,
    expiresAt: order.expiresAt,
  });
}
