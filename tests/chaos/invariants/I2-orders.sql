-- I2: what was taken for an order, less what was given or charged back, is its total less what was cancelled; and
-- nothing for an order that came to nothing. What is to be paid by invoice counts as it was promised.
WITH paid AS (
  SELECT order_id, currency,
         sum(CASE WHEN method = 'INVOICE' AND status = 'AUTHORIZED' THEN amount_minor - reduced_minor
                  ELSE captured_minor - refunded_minor - charged_back_minor END) AS paid
    FROM payments.payment GROUP BY order_id, currency
)
SELECT coalesce(o.id, p.order_id) AS order_id, o.status, o.total_minor, o.cancelled_minor, p.paid, p.currency
  FROM orders."order" o FULL JOIN paid p ON p.order_id = o.id
 WHERE coalesce(p.paid, 0) <> CASE WHEN o.confirmed_at IS NOT NULL AND o.status IN ('CONFIRMED', 'FULFILLED', 'CANCELLED')
                                   THEN o.total_minor - o.cancelled_minor ELSE 0 END
    OR (p.currency IS NOT NULL AND o.currency <> p.currency)
    OR (o.status = 'CANCELLED' AND o.confirmed_at IS NOT NULL AND o.cancelled_minor <> o.total_minor)
