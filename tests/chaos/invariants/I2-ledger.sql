-- I2: the ledger says the same as the payments, and every transaction of it is balanced.
WITH by_ledger AS (
  SELECT t.payment_id,
         -coalesce(sum(e.amount_minor) FILTER (WHERE e.account = 'sales'), 0) AS captured,
         coalesce(sum(e.amount_minor) FILTER (WHERE e.account = 'refunds'), 0) AS refunded,
         coalesce(sum(e.amount_minor) FILTER (WHERE e.account = 'chargebacks'), 0) AS charged_back
    FROM payments.ledger_transaction t JOIN payments.ledger_entry e ON e.transaction_id = t.id
   WHERE t.payment_id IS NOT NULL GROUP BY t.payment_id
)
SELECT p.id, p.captured_minor || ' ' || p.refunded_minor || ' ' || p.charged_back_minor AS by_payment,
       l.captured || ' ' || l.refunded || ' ' || l.charged_back AS by_ledger
  FROM payments.payment p FULL JOIN by_ledger l ON l.payment_id = p.id
 WHERE p.id IS NULL OR p.captured_minor <> coalesce(l.captured, 0) OR p.refunded_minor <> coalesce(l.refunded, 0)
    OR p.charged_back_minor <> coalesce(l.charged_back, 0)
    OR p.captured_minor - p.refunded_minor - p.charged_back_minor < 0
UNION ALL
SELECT transaction_id, currency, 'is out of balance by ' || sum(amount_minor)
  FROM payments.ledger_entry GROUP BY transaction_id, currency HAVING sum(amount_minor) <> 0
