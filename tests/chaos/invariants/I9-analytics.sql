-- I9: analytics says the same as the orders and the ledger, to the minor unit: of every order the money that moved, its
-- total and what was cancelled of it; and the sums are those of the orders, whichever span they are summed by.
WITH ledger AS (
  SELECT t.order_id, e.currency,
         -coalesce(sum(e.amount_minor) FILTER (WHERE e.account = 'sales'), 0) AS captured,
         coalesce(sum(e.amount_minor) FILTER (WHERE e.account IN ('refunds', 'chargebacks')), 0) AS given_back
    FROM payments.ledger_transaction t JOIN payments.ledger_entry e ON e.transaction_id = t.id
   WHERE t.order_id IS NOT NULL GROUP BY t.order_id, e.currency
), heard AS (
  SELECT order_id, currency, coalesce(sum(amount) FILTER (WHERE kind = 'CAPTURED'), 0) AS captured,
         coalesce(sum(amount) FILTER (WHERE kind <> 'CAPTURED'), 0) AS given_back
    FROM analytics.money_movement GROUP BY order_id, currency
), sold AS (
  SELECT o.id, o.currency, o.total_minor AS gross, coalesce(l.captured, 0) AS captured,
         coalesce(l.given_back, 0) AS given_back,
         CASE WHEN o.status = 'PAYMENT_FAILED' THEN o.total_minor ELSE o.cancelled_minor END AS cancelled
    FROM orders."order" o LEFT JOIN ledger l ON l.order_id = o.id AND l.currency = o.currency
   WHERE o.confirmed_at IS NOT NULL
), sums AS (
  SELECT currency, span, count(*) AS orders, sum(gross) AS gross, sum(captured) AS captured,
         sum(refunded) AS given_back, sum(cancelled) AS cancelled
    FROM analytics.sales_order CROSS JOIN (VALUES ('QUARTER'), ('DAY'), ('MONTH')) AS spans (span)
   GROUP BY currency, span
), figures AS (
  SELECT currency, span, sum(orders) AS orders, sum(gross) AS gross, sum(captured) AS captured,
         sum(refunded) AS given_back, sum(cancelled) AS cancelled
    FROM analytics.sales_figure WHERE scope = '' GROUP BY currency, span
)
SELECT order_id AS subject, currency, l.captured || ' ' || l.given_back AS by_ledger,
       h.captured || ' ' || h.given_back AS by_analytics
  FROM ledger l FULL JOIN heard h USING (order_id, currency)
 WHERE coalesce(l.captured, 0) <> coalesce(h.captured, 0) OR coalesce(l.given_back, 0) <> coalesce(h.given_back, 0)
UNION ALL
-- An order is counted if it was ever confirmed, and no other is.
SELECT id, coalesce(o.currency, s.currency), concat_ws(' ', o.gross, o.cancelled, o.captured, o.given_back),
       concat_ws(' ', s.gross, s.cancelled, s.captured, s.refunded)
  FROM sold o FULL JOIN analytics.sales_order s USING (id)
 WHERE (o.currency, o.gross, o.cancelled, o.captured, o.given_back)
       IS DISTINCT FROM (s.currency, s.gross, s.cancelled, s.captured, s.refunded)
UNION ALL
SELECT span, currency, concat_ws(' ', s.orders, s.gross, s.cancelled, s.captured, s.given_back),
       concat_ws(' ', f.orders, f.gross, f.cancelled, f.captured, f.given_back)
  FROM sums s FULL JOIN figures f USING (currency, span)
 WHERE (s.orders, s.gross, s.cancelled, s.captured, s.given_back)
       IS DISTINCT FROM (f.orders, f.gross, f.cancelled, f.captured, f.given_back)
