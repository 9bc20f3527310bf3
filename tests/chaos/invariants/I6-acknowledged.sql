-- I6: what a client was told is so: an order that was acknowledged is there, and stands where it was said to, or where
-- it was sent from there by somebody who was told so too.
SELECT a.checkout, a.kind, a.order_id, a.status AS told, o.status AS is
  FROM ack a LEFT JOIN orders."order" o ON o.id = a.order_id
 WHERE a.kind = 'PLACED' AND (
       -- A pending one too: its row is what was read, and rows of orders stay.
       o.id IS NULL
    OR (a.status = 'CONFIRMED' AND o.confirmed_at IS NULL)
    OR (a.status = 'CONFIRMED' AND o.status = 'CANCELLED'
        AND NOT EXISTS (SELECT 1 FROM asked_to_cancel c WHERE c.checkout = a.checkout))
    OR (a.status = 'CONFIRMED' AND o.status = 'PAYMENT_FAILED' AND NOT a.may_fail)
    OR (a.status IN ('CANCELLED', 'PAYMENT_FAILED') AND o.status <> a.status))
UNION ALL
-- Whoever cancelled all of an order and was answered with the order, wherever that stood, has none in the end.
SELECT a.checkout, a.kind, a.order_id, a.status, o.status
  FROM ack a LEFT JOIN orders."order" o ON o.id = a.order_id
 WHERE a.kind = 'CANCELLED' AND a.pieces IS NULL AND (
       (a.status = 'CANCELLED' AND o.status IS DISTINCT FROM 'CANCELLED')
    OR (a.holds IS NOT NULL AND coalesce(o.status, 'none') NOT IN ('CANCELLED', 'PAYMENT_FAILED')))
UNION ALL
-- Every piece whose cancelling was acknowledged is cancelled.
SELECT min(a.checkout), 'PIECES', a.order_id, sum(a.pieces)::text, coalesce(max(l.pieces), 0)::text
  FROM (SELECT DISTINCT checkout, key, order_id, pieces FROM ack
         WHERE kind = 'CANCELLED' AND pieces IS NOT NULL AND status IN ('CONFIRMED', 'CANCELLED')) a
  LEFT JOIN (SELECT order_id, sum(cancelled_quantity) AS pieces FROM orders.order_line GROUP BY order_id) l USING (order_id)
 GROUP BY a.order_id
HAVING sum(a.pieces) > coalesce(max(l.pieces), 0)
UNION ALL
-- An order holds what it was said to hold, at the price it was said to have: cancelling changes neither, and the price is
-- that of its lines.
SELECT a.checkout, 'HOLDS', a.order_id, concat_ws(' for ', a.holds, a.total_minor),
       concat_ws(' for ', coalesce(l.pieces, 0), l.total, o.total_minor)
  FROM (SELECT DISTINCT checkout, order_id, holds, total_minor FROM ack WHERE holds IS NOT NULL) a
  JOIN orders."order" o ON o.id = a.order_id
  LEFT JOIN (SELECT order_id, sum(quantity) AS pieces,
                    sum(total_minor - discount_minor + tax_minor + shipping_minor) AS total
               FROM orders.order_line GROUP BY order_id) l ON l.order_id = o.id
 WHERE (a.holds, a.total_minor, a.total_minor) IS DISTINCT FROM (l.pieces, l.total, o.total_minor)
