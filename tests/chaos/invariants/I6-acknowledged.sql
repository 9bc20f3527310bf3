-- I6: what a client was told is so: an order that was acknowledged is there, and stands where it was said to, or where
-- it was sent from there by somebody who was told so too. Every piece whose cancelling was acknowledged is cancelled.
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
UNION ALL
SELECT min(a.checkout), 'PIECES', a.order_id, sum(a.pieces)::text, coalesce(max(l.pieces), 0)::text
  FROM (SELECT DISTINCT checkout, key, order_id, pieces FROM ack
         WHERE kind = 'CANCELLED' AND pieces IS NOT NULL AND status IN ('CONFIRMED', 'CANCELLED')) a
  LEFT JOIN (SELECT order_id, sum(cancelled_quantity) AS pieces FROM orders.order_line GROUP BY order_id) l USING (order_id)
 GROUP BY a.order_id
HAVING sum(a.pieces) > coalesce(max(l.pieces), 0)
