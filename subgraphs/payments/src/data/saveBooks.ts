import { newId, toJson } from "@madang/service-kit";
import type { Books, Payment, Refund, RefundPart } from "../domain/books.ts";
import type { Tx } from "./database.ts";
import { addFindings } from "./discrepancies.ts";
import { changeCards } from "./giftCards.ts";
import { post } from "./ledger.ts";
import { type LookAfter, lookAfter } from "./lookAfter.ts";

/** Writes down what became of an order's money. `before` is what it was, locked in this transaction. */
export async function saveBooks(tx: Tx, before: Books, after: Books, now: Date): Promise<void> {
  if (after.order.status !== before.order.status)
    await tx.$executeRaw`
      UPDATE order_payments SET status = 'VOIDED', voided_at = ${now}::timestamptz WHERE order_id = ${after.order.id}`;
  await savePayments(tx, before, after, now);
  await saveRefunds(tx, before, after, now);
  await saveHolds(tx, before, after);
  await changeCards(tx, after.cards);
  await post(tx, after.postings, now);
  await addFindings(tx, after.findings, now);
}

async function savePayments(tx: Tx, before: Books, after: Books, now: Date): Promise<void> {
  const known = new Set(before.payments);
  const changed = after.payments.filter((payment) => !known.has(payment));
  if (changed.length === 0) return;
  const rows = changed.map((payment) => rowOf(payment, lookAfter(after, payment, now)));
  // The version is counted, and the sum checked, in the one statement that changes the row.
  const saved = await tx.$executeRaw`
    UPDATE payment p SET status = c.status::payment_status, wanted = c.wanted::payment_intent,
      provider_ref = c.provider_ref, provider_status = c.provider_status, reduced_minor = c.reduced,
      authorized_minor = c.authorized, held_minor = c.held, captured_minor = c.captured, refunded_minor = c.refunded,
      refund_pending_minor = c.pending, charged_back_minor = c.charged_back, fee_minor = c.fee,
      decline_code = c.decline_code, next_action = c.next_action, due_at = c.due_at, attempts = 0,
      version = p.version + 1, updated_at = ${now}::timestamptz
    FROM jsonb_to_recordset(${toJson(rows)}::jsonb) AS c(
      id text, version int, status text, wanted text, provider_ref text, provider_status text, reduced bigint,
      authorized bigint, held bigint, captured bigint, refunded bigint, pending bigint, charged_back bigint, fee bigint,
      decline_code text, next_action jsonb, due_at timestamptz)
    WHERE p.id = c.id AND p.version = c.version AND c.captured - c.refunded - c.charged_back >= 0`;
  if (saved !== rows.length) throw new Error(`Only ${saved} of ${rows.length} payments could change.`);
}

const rowOf = (payment: Payment, { dueAt }: LookAfter) => ({
  id: payment.id,
  version: payment.version,
  status: payment.status,
  wanted: payment.wanted,
  provider_ref: payment.providerRef,
  provider_status: payment.providerStatus,
  reduced: payment.reduced,
  authorized: payment.authorized,
  held: payment.held,
  captured: payment.captured,
  refunded: payment.refunded,
  pending: payment.refundPending,
  charged_back: payment.chargedBack,
  fee: payment.fee,
  decline_code: payment.declineCode,
  next_action: payment.nextAction,
  due_at: dueAt,
});

async function saveRefunds(tx: Tx, before: Books, after: Books, now: Date): Promise<void> {
  const known = new Map(before.refunds.map((refund) => [refund.id, refund]));
  const knownParts = new Map(before.parts.map((part) => [part.id, part]));
  const { id: orderId, currency } = after.order;
  const made = after.refunds.filter(({ id }) => !known.has(id));
  if (made.length > 0)
    await tx.refund.createMany({
      data: made.map(({ amount, ...refund }: Refund) => ({
        ...refund,
        orderId,
        amountMinor: amount,
        currency,
        createdAt: now,
      })),
    });
  const madeParts = after.parts.filter(({ id }) => !knownParts.has(id));
  if (madeParts.length > 0)
    await tx.refundPart.createMany({
      data: madeParts.map(({ amount, ...part }: RefundPart) => ({
        ...part,
        amountMinor: amount,
        createdAt: now,
        doneAt: part.status === "REQUESTED" ? null : now,
      })),
    });
  for (const { id, status } of after.parts.filter(
    (part) => knownParts.has(part.id) && knownParts.get(part.id) !== part,
  ))
    await tx.refundPart.update({ where: { id }, data: { status, doneAt: now }, select: { id: true } });
  for (const { id, doneAt } of after.refunds.filter((each) => known.has(each.id) && known.get(each.id) !== each))
    await tx.refund.update({ where: { id }, data: { doneAt }, select: { id: true } });
}

async function saveHolds(tx: Tx, before: Books, after: Books): Promise<void> {
  const known = new Set(before.holds);
  for (const hold of after.holds.filter((each) => !known.has(each)))
    await tx.$executeRaw`
      UPDATE gift_card_hold SET status = ${hold.status}::gift_card_hold_status, amount_minor = ${hold.amount}::bigint,
        refunded_minor = ${hold.refunded}::bigint
      WHERE payment_id = ${hold.paymentId} AND gift_card_id = ${hold.giftCardId}`;
}

/** Makes the ids of what is written. */
export const ids = { newId };
