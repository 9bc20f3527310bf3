import { newId, toJson } from "@madang/service-kit";
import type { Posting } from "../domain/ledger.ts";
import type { Tx } from "./database.ts";

/** Writes transactions into the ledger, which takes each effect but once, in one statement. */
export async function post(tx: Tx, postings: readonly Posting[], now: Date): Promise<void> {
  if (postings.length === 0) return;
  const made = postings.map((posting) => ({ ...posting, id: newId("ledger_transaction"), at: now }));
  const transactions = made.map(({ id, kind, effect, orderId, paymentId, giftCardId, at }, order) => ({
    id,
    kind,
    effect,
    order_id: orderId,
    payment_id: paymentId,
    gift_card_id: giftCardId,
    at,
    ord: order,
  }));
  const entries = made.flatMap(({ id, currency, sides }) =>
    sides.map(({ account, amount, giftCardId }, line) => ({
      transaction_id: id,
      line,
      account,
      currency,
      amount_minor: amount,
      gift_card_id: giftCardId,
    })),
  );
  await tx.$executeRaw`
    WITH written AS (
      INSERT INTO ledger_transaction (id, kind, effect, order_id, payment_id, gift_card_id, at)
      SELECT id, kind::ledger_kind, effect, order_id, payment_id, gift_card_id, at
      FROM jsonb_to_recordset(${toJson(transactions)}::jsonb) AS t(
        id text, kind text, effect text, order_id text, payment_id text, gift_card_id text, at timestamptz, ord int)
      ORDER BY ord)
    INSERT INTO ledger_entry (transaction_id, line, account, currency, amount_minor, gift_card_id)
    SELECT * FROM jsonb_to_recordset(${toJson(entries)}::jsonb) AS e(
      transaction_id text, line int, account text, currency text, amount_minor bigint, gift_card_id text)`;
}
