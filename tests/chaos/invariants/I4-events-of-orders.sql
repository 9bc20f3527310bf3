-- I4: every order that was confirmed was told once, and every one that was given up afterwards was told so. What came to
-- nothing was told once, if it was confirmed or its shopper knew of it.
SELECT o.id, o.status, count(e.id) FILTER (WHERE e.type = 'orders.orderPlaced') AS placed,
       count(e.id) FILTER (WHERE e.type = 'orders.orderCancelled') AS cancelled,
       count(e.id) FILTER (WHERE e.type = 'orders.orderPaymentFailed') AS failed
  FROM orders."order" o LEFT JOIN orders.kit_event e ON e.subject = o.id
 GROUP BY o.id, o.status, o.confirmed_at, o.awaited_at
HAVING count(e.id) FILTER (WHERE e.type = 'orders.orderPlaced') <> CASE WHEN o.confirmed_at IS NULL THEN 0 ELSE 1 END
    OR count(e.id) FILTER (WHERE e.type = 'orders.orderPaymentFailed') <> CASE
         WHEN o.status = 'PAYMENT_FAILED' AND coalesce(o.confirmed_at, o.awaited_at) IS NOT NULL THEN 1
         WHEN o.status = 'CANCELLED' AND o.confirmed_at IS NULL AND o.awaited_at IS NOT NULL THEN 1 ELSE 0 END
    OR (o.status = 'CANCELLED' AND o.confirmed_at IS NOT NULL AND count(e.id) FILTER (WHERE e.type = 'orders.orderCancelled') = 0)
