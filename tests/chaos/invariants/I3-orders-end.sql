-- I3: every order ends confirmed with its stock its own, or cancelled or unpaid with nothing kept.
WITH kept AS (
  SELECT reservation_key AS order_id, -sum(on_hand_delta) AS gone, sum(reserved_delta) AS held
    FROM inventory.stock_movement WHERE reservation_key IS NOT NULL GROUP BY reservation_key
), wanted AS (
  SELECT o.id, o.status, coalesce(sum(l.quantity - l.cancelled_quantity), 0) AS pieces
    FROM orders."order" o LEFT JOIN orders.order_line l ON l.order_id = o.id GROUP BY o.id, o.status
)
SELECT coalesce(w.id, k.order_id) AS order_id, w.status, w.pieces, k.gone, k.held
  FROM wanted w FULL JOIN kept k ON k.order_id = w.id
 WHERE w.status = 'PENDING'
    OR coalesce(k.held, 0) <> 0
    OR (w.status IN ('CONFIRMED', 'FULFILLED') AND coalesce(k.gone, 0) <> w.pieces)
    OR (coalesce(w.status, 'CANCELLED') NOT IN ('CONFIRMED', 'FULFILLED', 'PENDING') AND coalesce(k.gone, 0) <> 0)
