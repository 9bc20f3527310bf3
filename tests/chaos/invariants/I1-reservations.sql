-- I1: when all is settled no reservation is open: its order is over, or its limit is.
SELECT r.key, r.status, r.expires_at, o.status AS order_status
  FROM inventory.reservation r LEFT JOIN orders."order" o ON o.id = r.key
 WHERE r.status = 'OPEN'
UNION ALL
-- What is set aside is what open reservations hold.
SELECT l.variant_id || ' in ' || l.warehouse_id, 'reserved ' || l.reserved, NULL, 'held by reservations: ' || coalesce(h.held, 0)
  FROM inventory.stock_level l
  LEFT JOIN (SELECT variant_id, warehouse_id, sum(quantity) AS held
               FROM inventory.reservation_line JOIN inventory.reservation ON key = reservation_key
              WHERE status = 'OPEN' GROUP BY variant_id, warehouse_id) h USING (variant_id, warehouse_id)
 WHERE l.reserved <> coalesce(h.held, 0)
