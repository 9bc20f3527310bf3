-- I4: every order that was confirmed was told once, and every one that was given up afterwards was told so.
SELECT o.id, o.status, count(e.id) FILTER (WHERE e.type = 'orders.orderPlaced') AS placed,
       count(e.id) FILTER (WHERE e.type = 'orders.orderCancelled') AS cancelled
  FROM orders."order" o LEFT JOIN orders.kit_event e ON e.subject = o.id
 GROUP BY o.id, o.status, o.confirmed_at
HAVING count(e.id) FILTER (WHERE e.type = 'orders.orderPlaced') <> CASE WHEN o.confirmed_at IS NULL THEN 0 ELSE 1 END
    OR (o.status = 'CANCELLED' AND o.confirmed_at IS NOT NULL AND count(e.id) FILTER (WHERE e.type = 'orders.orderCancelled') = 0)
