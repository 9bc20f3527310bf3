-- I7: one idempotency key, one order: whoever repeats a call is told of the same one, and there is no other.
SELECT a.key, string_agg(DISTINCT a.order_id, ' ') AS orders, 'told of several' AS why
  FROM ack a WHERE a.kind = 'PLACED' GROUP BY a.key HAVING count(DISTINCT a.order_id) > 1
UNION ALL
SELECT o.email, string_agg(o.id, ' '), 'confirmed several'
  FROM orders."order" o JOIN one_order_each e ON e.email = o.email
 WHERE o.confirmed_at IS NOT NULL GROUP BY o.email HAVING count(*) > 1
