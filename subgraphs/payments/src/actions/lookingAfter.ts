import type { Work } from "../context.ts";
import { type OrderMoney, readMoney } from "../data/books.ts";
import { addDiscrepancies } from "../data/discrepancies.ts";
import {
  beginReconciliation,
  endReconciliation,
  type KnownHere,
  knownHere,
  type Looked,
  takeDue,
  takeUnchecked,
} from "../data/lookingAfter.ts";
import { forgetWebhooks } from "../data/webhooks.ts";
import type { ProviderPayment } from "../providers/provider.ts";

/** How many payments are looked after at once. */
export const atOnce = 32;

export const takeDuePayments = ({ tx, now }: Work, _: object): Promise<readonly Looked[]> =>
  Promise.resolve(takeDue(tx, now, atOnce));

/** The money of an order as it stands, and what time it is. */
export const readOrderMoney = async ({ tx, now }: Work, { orderId }: Pick<Looked, "orderId">): Promise<OrderMoney> => ({
  books: await readMoney(tx, orderId),
  now,
});

export async function beginComparing({ tx, now, settings }: Work, { provider }: { readonly provider: string }) {
  const since = await beginReconciliation(tx, provider, settings.RECONCILE_EVERY_MS, now);
  return { since, now };
}

export const takeToCompare = (
  { tx, now, settings }: Work,
  { provider, limit }: { provider: string; limit: number },
): Promise<readonly Looked[]> =>
  Promise.resolve(
    takeUnchecked(tx, { provider, before: new Date(now.getTime() - settings.RECONCILE_EVERY_MS), limit }, now),
  );

export async function endComparing({ tx }: Work, { provider, since }: { provider: string; since: Date }) {
  await endReconciliation(tx, provider, since);
}

/** The payments of ours that a provider tells of: found by our name, or by theirs. */
export async function findKnown(
  { tx }: Work,
  { provider, payments }: { provider: string; payments: readonly Pick<ProviderPayment, "paymentId" | "ref">[] },
): Promise<ReadonlyMap<string, KnownHere>> {
  const ids = payments.flatMap(({ paymentId }) => paymentId ?? []);
  const refs = payments.map(({ ref }) => ref);
  const rows = await knownHere(tx, provider, ids, refs);
  const named = (payment: (typeof payments)[number]) =>
    rows.find(({ id, ref }) => id === payment.paymentId || ref === payment.ref);
  return new Map(
    payments.flatMap((payment) => {
      const row = named(payment);
      return row ? [[payment.ref, row] as const] : [];
    }),
  );
}

/** Lists money at a provider that belongs to nothing here; how much of it was not listed before. */
export const listUnknown = (
  { tx, now }: Work,
  { provider, payments }: { provider: string; payments: readonly ProviderPayment[] },
): Promise<number> =>
  addDiscrepancies(
    tx,
    payments.map(({ ref, status, captured, authorized, currency }) => ({
      kind: "UNKNOWN_HERE" as const,
      provider,
      subject: ref,
      paymentId: null,
      providerReference: ref,
      detail: `${status} at the provider with ${captured} taken of ${authorized} ${currency}, and nothing here`,
    })),
    now,
  );

/** What time it is: a signature is old by the database's clock. */
export const readTime = async ({ now }: Work, _: null): Promise<Date> => now;

const day = 86_400_000;

/** No signature is good for so long. */
export async function forgetOldWebhooks({ tx, now }: Work, _: object) {
  await forgetWebhooks(tx, new Date(now.getTime() - 30 * day));
}
