import { hearOfPayment } from "../actions/hearOfPayment.ts";
import {
  beginComparing,
  endComparing,
  findKnown,
  listUnknown,
  readOrderMoney,
  takeToCompare,
} from "../actions/lookingAfter.ts";
import type { Working } from "../context.ts";
import type { KnownHere, Looked } from "../data/lookingAfter.ts";
import { paymentOf } from "../domain/books.ts";
import { hasLess } from "../domain/fallen.ts";
import { type Provider, type ProviderPayment, ProviderUnavailable } from "../providers/provider.ts";
import { driveAll, look } from "./drive.ts";
import { forEach } from "./forEach.ts";

/** How many of our payments are compared in one turn, so that others have theirs. */
const mostOfOurs = 200;

/** The provider's clock may be behind ours, and a request may have been long on its way. */
const overlapMs = 10 * 60_000;

/** A payment that cannot be looked after, however often, does not make the list longer than this. */
const longestMs = 7 * 86_400_000;

/**
 * Compares our books with each provider's, when it is time: what is clear is mended by applying what the provider
 * says, and going on from there; what is not is listed for a person.
 */
export async function reconcile(working: Working): Promise<void> {
  for (const provider of working.settings.providers.all) {
    const { since, now } = await working.run(beginComparing, { provider: provider.name });
    if (since === null) continue;
    try {
      // First what is one question: a provider that is away is not waited for once for each payment.
      const missed = await compareTheirs(working, provider, new Date(since.getTime() - overlapMs));
      await compareOurs(working, provider);
      // What could not be looked after is listed again, but not for ever.
      const again = new Date(Math.max(since.getTime(), now.getTime() - longestMs));
      await working.run(endComparing, { provider: provider.name, since: missed === 0 ? now : again });
    } catch (err) {
      if (!(err instanceof ProviderUnavailable)) throw err;
      working.log.warn(
        { err, provider: provider.name },
        "A payment provider does not answer; its books are compared later",
      );
    }
  }
}

async function compareOurs(working: Working, { name: provider }: Provider): Promise<void> {
  const ours = await working.run(takeToCompare, { provider, limit: mostOfOurs });
  await forEach(working, ours, (payment) => compare(working, payment));
}

async function compare(working: Working, { id, orderId }: Looked): Promise<void> {
  const { books } = await working.run(readOrderMoney, { orderId });
  if (!books) throw new Error(`There is a payment ${id} of ${orderId}, which has none.`);
  await driveAll(working, await look(working, paymentOf(books, id)));
}

/** How many of theirs could not be looked after to the end: of one that has less, nothing is written down before that. */
async function compareTheirs(working: Working, provider: Provider, since: Date): Promise<number> {
  let cursor: string | null = null;
  let missed = 0;
  do {
    const page = await provider.list({ since, cursor });
    missed += await comparePage(working, provider.name, page.payments);
    cursor = page.cursor;
  } while (cursor !== null);
  return missed;
}

async function comparePage(working: Working, provider: string, payments: readonly ProviderPayment[]): Promise<number> {
  const known = await working.run(findKnown, { provider, payments });
  const differing = payments.flatMap((payment) => {
    const here = known.get(payment.ref);
    return here && differs(here, payment) ? [{ ...here, payment }] : [];
  });
  const missed = await forEach(working, differing, (here) => apply(working, here, here.payment));
  const unknown = payments.filter((payment) => !known.has(payment.ref) && isMoney(payment));
  if (unknown.length > 0) await working.run(listUnknown, { provider, payments: unknown });
  return missed;
}

/** Applies what a provider told by itself, and does what follows from it. */
export async function apply(
  working: Working,
  here: KnownHere,
  payment: ProviderPayment,
  webhook?: { readonly provider: string; readonly id: string },
): Promise<void> {
  // It may be older than what is known here by now. What is asked for from here on is not.
  if (hasLess(here, payment)) return compare(working, here);
  const paymentId = here.id;
  const heard = { heard: "PAYMENT", payment } as const;
  await driveAll(working, await working.run(hearOfPayment, { paymentId, heard, ...(webhook && { webhook }) }));
}

/** Whether a provider tells of anything else than what the books here have. */
export const differs = (here: KnownHere, there: ProviderPayment) =>
  here.providerStatus !== there.status ||
  here.captured !== there.captured ||
  here.refunded !== there.refunded ||
  here.chargedBack !== there.chargedBack ||
  here.fee !== there.fee;

/** Whether it holds or moved any: nobody misses what came to nothing. */
export const isMoney = ({ status, captured }: ProviderPayment) => status === "AUTHORIZED" || captured > 0n;
