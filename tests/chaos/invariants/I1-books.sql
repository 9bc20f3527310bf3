-- I1: the level of every variant in every warehouse is what its movements add up to, and nothing is negative.
-- What was received and adjusted is either on hand or gone to somebody whose reservation is committed.
WITH books AS (
  SELECT variant_id, warehouse_id, sum(on_hand_delta) AS on_hand, sum(reserved_delta) AS reserved,
         sum(on_hand_delta) FILTER (WHERE kind = 'ADJUSTED') AS received,
         -sum(on_hand_delta) FILTER (WHERE kind IN ('COMMITTED', 'RETURNED')) AS gone
    FROM inventory.stock_movement GROUP BY variant_id, warehouse_id
)
SELECT l.variant_id, l.warehouse_id, l.on_hand - coalesce(b.on_hand, 0) AS on_hand_too_much,
       l.reserved - coalesce(b.reserved, 0) AS reserved_too_much,
       coalesce(b.received, 0) - coalesce(b.gone, 0) - l.on_hand AS lost, least(l.on_hand, l.reserved, 0) AS below_zero
  FROM inventory.stock_level l
  LEFT JOIN books b USING (variant_id, warehouse_id)
 WHERE l.on_hand <> coalesce(b.on_hand, 0) OR l.reserved <> coalesce(b.reserved, 0)
    OR coalesce(b.received, 0) - coalesce(b.gone, 0) <> l.on_hand
    OR l.on_hand < 0 OR l.reserved < 0 OR l.reserved > l.on_hand OR coalesce(b.gone, 0) < 0
