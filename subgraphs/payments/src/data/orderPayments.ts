import type { NewPayment } from "../domain/opening.ts";
import type { Tx } from "./database.ts";

export interface NewOrder {
  readonly id: string;
  readonly accountId: string | null;
  readonly number: string;
  readonly email: string;
  readonly locale: string;
  readonly total: bigint;
  readonly currency: string;
  readonly inputHash: string;
  readonly returnUrl: string | null;
  readonly expiresAt: Date;
}

/** Writes down what is to be paid for an order; false when that, or its end, is written already. */
export async function addOrder(tx: Tx, order: NewOrder, now: Date): Promise<boolean> {
  const added = await tx.$executeRaw`
    INSERT INTO order_payments (order_id, status, account_id, number, email, locale, total_minor, currency, input_hash,
      return_url, expires_at, created_at)
    VALUES (${order.id}, 'OPEN', ${order.accountId}, ${order.number}, ${order.email}, ${order.locale},
      ${order.total}::bigint, ${order.currency}, ${order.inputHash}, ${order.returnUrl},
      ${order.expiresAt}::timestamptz, ${now}::timestamptz)
    ON CONFLICT DO NOTHING`;
  return added === 1;
}

/** Writes down that nothing is to be paid for an order any more, before anything ever was; false when it was. */
export async function addTombstone(tx: Tx, orderId: string, now: Date): Promise<boolean> {
  const added = await tx.$executeRaw`
    INSERT INTO order_payments (order_id, status, created_at, voided_at)
    VALUES (${orderId}, 'VOIDED', ${now}::timestamptz, ${now}::timestamptz) ON CONFLICT DO NOTHING`;
  return added === 1;
}

/** Writes down the parts, each before anybody is asked for it. */
export async function addPayments(tx: Tx, order: NewOrder, payments: readonly NewPayment[], now: Date): Promise<void> {
  if (payments.length === 0) return;
  await tx.payment.createMany({
    data: payments.map(({ id, method, provider, amount, saveMethod }, position) => ({
      id,
      orderId: order.id,
      position,
      method,
      provider,
      currency: order.currency,
      amountMinor: amount,
      saveMethod,
      dueAt: order.expiresAt,
      createdAt: now,
      updatedAt: now,
    })),
  });
  const holds = payments.flatMap(({ id: paymentId, shares }) =>
    shares.map(({ giftCardId, amount }) => ({ paymentId, giftCardId, amountMinor: amount })),
  );
  if (holds.length > 0) await tx.giftCardHold.createMany({ data: holds });
}
