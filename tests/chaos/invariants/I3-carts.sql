-- I3: no cart is held by a checkout that is over, and none became two orders.
SELECT c.id, c.status, c.order_id, 'held for ever' AS why
  FROM orders.cart c
 WHERE c.status = 'ORDERING'
   AND NOT EXISTS (SELECT 1 FROM orders.kit_process p WHERE p.status = 'RUNNING' AND p.state ->> 'cartId' = c.id)
UNION ALL
SELECT o.cart_id, string_agg(o.id, ' '), NULL, 'several orders'
  FROM orders."order" o WHERE o.confirmed_at IS NOT NULL GROUP BY o.cart_id HAVING count(*) > 1
UNION ALL
SELECT o.cart_id, c.status, o.id, 'ordered, but its cart is not closed'
  FROM orders."order" o JOIN orders.cart c ON c.id = o.cart_id
 WHERE o.confirmed_at IS NOT NULL AND c.status <> 'ORDERED'
