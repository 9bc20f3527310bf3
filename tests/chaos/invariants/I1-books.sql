-- I1: the level of every variant in every warehouse is what its movements add up to, and nothing is negative.
-- What was received and adjusted is either on hand or gone to somebody whose reservation is committed.
WITH books AS (
  SELECT variant_id, warehouse_id, sum(on_hand_delta) AS on_hand, sum(reserved_delta) AS reserved,
         sum(on_hand_delta) FILTER (WHERE kind = 'ADJUSTED') AS received,
         -sum(on_hand_delta) FILTER (WHERE kind IN ('COMMITTED', 'RETURNED')) AS gone
    FROM inventory.stock_movement GROUP BY variant_id, warehouse_id
)
SELECT l.variant_id, l.warehouse_id, NULL AS reservation, l.on_hand, l.reserved, b.on_hand AS on_hand_by_books,
       b.reserved AS reserved_by_books, b.received, b.gone
  FROM inventory.stock_level l
  LEFT JOIN books b USING (variant_id, warehouse_id)
 WHERE l.on_hand <> coalesce(b.on_hand, 0) OR l.reserved <> coalesce(b.reserved, 0)
    OR coalesce(b.received, 0) - coalesce(b.gone, 0) <> l.on_hand
    OR l.on_hand < 0 OR l.reserved < 0 OR l.reserved > l.on_hand OR coalesce(b.gone, 0) < 0
UNION ALL
-- Of one reservation no more comes back than it took, whatever else was sold.
SELECT variant_id, warehouse_id, reservation_key, NULL, NULL, sum(on_hand_delta), sum(reserved_delta), l.quantity,
       -sum(on_hand_delta)
  FROM inventory.stock_movement LEFT JOIN inventory.reservation_line l USING (reservation_key, variant_id, warehouse_id)
 WHERE reservation_key IS NOT NULL
 GROUP BY variant_id, warehouse_id, reservation_key, l.quantity
HAVING -sum(on_hand_delta) NOT BETWEEN 0 AND coalesce(l.quantity, 0)
    OR sum(reserved_delta) NOT BETWEEN 0 AND coalesce(l.quantity, 0)
