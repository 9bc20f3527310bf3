import type { Check, Finding } from "@madang/service-kit";
import type { Db } from "../data/database.ts";

/** What holds in the books of payments, whatever happens. Payments that were not touched for a month are left alone. */
export const checks: readonly Check<Db>[] = [
  {
    name: "payments-equal-ledger",
    description: "What a payment holds, took, gave back and lost is what the ledger says.",
    find: (db, now) => db.$queryRaw<Finding[]>`
      SELECT p.id AS subject, format('captured %s, refunded %s, charged back %s, held %s; the ledger has %s, %s, %s, %s.',
        p.captured_minor, p.refunded_minor, p.charged_back_minor, p.held_minor,
        l.captured, l.refunded, l.charged_back, l.held) AS detail
      FROM payment p CROSS JOIN LATERAL (
        SELECT coalesce(-sum(amount_minor) FILTER (WHERE account = 'sales'), 0) AS captured,
          coalesce(sum(amount_minor) FILTER (WHERE account = 'refunds'), 0) AS refunded,
          coalesce(sum(amount_minor) FILTER (WHERE account = 'chargebacks'), 0) AS charged_back,
          coalesce(-sum(amount_minor) FILTER (WHERE account = 'authorizations'), 0) AS held
        FROM ledger_transaction t JOIN ledger_entry e ON e.transaction_id = t.id WHERE t.payment_id = p.id) l
      WHERE p.updated_at > ${now}::timestamptz - INTERVAL '30 days'
        AND (p.captured_minor, p.refunded_minor, p.charged_back_minor, p.held_minor)
          <> (l.captured, l.refunded, l.charged_back, l.held)
      ORDER BY p.id LIMIT 100`,
  },
  {
    name: "gift-cards-equal-ledger",
    description: "The balance of a gift card is what the ledger owes for it, and orders hold what is held of it.",
    find: (db) => db.$queryRaw<Finding[]>`
      SELECT g.id AS subject, format('balance %s, held %s; the ledger owes %s, and orders hold %s.', g.balance_minor,
        g.held_minor, l.balance, h.held) AS detail
      FROM gift_card g
      CROSS JOIN LATERAL (
        SELECT coalesce(-sum(amount_minor), 0) AS balance FROM ledger_entry WHERE gift_card_id = g.id) l
      CROSS JOIN LATERAL (SELECT coalesce(sum(amount_minor), 0) AS held FROM gift_card_hold
        WHERE gift_card_id = g.id AND status = 'HELD') h
      WHERE (g.balance_minor, g.held_minor) <> (l.balance, h.held)
      ORDER BY g.id LIMIT 100`,
  },
  {
    name: "providers-answer",
    description: "A payment, and a part of a refund, is answered within 15 minutes.",
    find: (db, now) => db.$queryRaw<Finding[]>`
      SELECT id AS subject, format('asked of %s, and not answered.', provider) AS detail FROM payment
      WHERE status = 'REQUESTED' AND created_at < ${now}::timestamptz - INTERVAL '15 minutes'
      UNION ALL
      SELECT id, 'a refund that is not answered.' FROM refund_part
      WHERE status = 'REQUESTED' AND created_at < ${now}::timestamptz - INTERVAL '15 minutes'
      ORDER BY subject LIMIT 100`,
  },
  {
    name: "nothing-kept-of-what-is-over",
    description: "15 minutes after the payments of an order are over, nothing is held, and what was taken is back.",
    find: (db, now) => db.$queryRaw<Finding[]>`
      SELECT p.id AS subject, format('%s: %s held, %s kept.', p.status, p.held_minor,
        p.captured_minor - p.refunded_minor - p.charged_back_minor) AS detail
      FROM payment p JOIN order_payments o ON o.order_id = p.order_id
      WHERE o.status = 'VOIDED' AND o.voided_at < ${now}::timestamptz - INTERVAL '15 minutes'
        AND p.updated_at < ${now}::timestamptz - INTERVAL '15 minutes'
        AND (p.held_minor > 0 OR p.captured_minor > p.refunded_minor + p.charged_back_minor)
      ORDER BY p.id LIMIT 100`,
  },
  {
    name: "ledger-is-told",
    description: "Each capture, refund and chargeback in the ledger was published, once.",
    find: (db, now) => db.$queryRaw<Finding[]>`
      SELECT t.payment_id AS subject, format('%s %s in the ledger, %s told.', t.booked, t.kind, e.told) AS detail
      FROM (SELECT payment_id, kind, count(*) AS booked FROM ledger_transaction
            WHERE kind IN ('CAPTURE', 'REFUND', 'CHARGEBACK') AND payment_id IN (
              SELECT id FROM payment WHERE updated_at > ${now}::timestamptz - INTERVAL '7 days')
            GROUP BY payment_id, kind) t
      CROSS JOIN LATERAL (SELECT count(*) AS told FROM kit_event
        WHERE subject = t.payment_id AND type = CASE t.kind WHEN 'CAPTURE' THEN 'payments.paymentCaptured'
          WHEN 'REFUND' THEN 'payments.paymentRefunded' ELSE 'payments.paymentChargedBack' END) e
      WHERE t.booked <> e.told
      ORDER BY 1 LIMIT 100`,
  },
];
