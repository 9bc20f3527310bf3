-- I6: what a client was told is so: an order that was acknowledged is there, and stands where it was said to, or where
-- it was sent from there by somebody who was told so too.
SELECT a.checkout, a.kind, a.order_id, a.status AS told, o.status AS is
  FROM ack a LEFT JOIN orders."order" o ON o.id = a.order_id
 WHERE a.kind = 'PLACED' AND (
       (o.id IS NULL AND a.status <> 'PENDING')
    OR (a.status = 'CONFIRMED' AND o.confirmed_at IS NULL)
    OR (a.status = 'CONFIRMED' AND o.status = 'CANCELLED'
        AND NOT EXISTS (SELECT 1 FROM asked_to_cancel c WHERE c.checkout = a.checkout))
    OR (a.status = 'CONFIRMED' AND o.status = 'PAYMENT_FAILED' AND NOT a.may_fail)
    OR (a.status IN ('CANCELLED', 'PAYMENT_FAILED') AND o.status <> a.status))
UNION ALL
SELECT a.checkout, a.kind, a.order_id, a.status, o.status
  FROM ack a LEFT JOIN orders."order" o ON o.id = a.order_id
 WHERE a.kind = 'CANCELLED' AND a.pieces IS NULL AND a.status = 'CANCELLED' AND o.status IS DISTINCT FROM 'CANCELLED'
