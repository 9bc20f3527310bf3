-- I4: the effect of each event of an order is there once: its mail is written, and analytics has heard it.
SELECT e.id::text, e.type, e.subject, 'written ' || count(m.id) || ' mails' AS why
  FROM orders.kit_event e
  LEFT JOIN notifications.mail m ON m.event_id = e.id
 WHERE e.type IN ('orders.orderPlaced', 'orders.orderCancelled')
 GROUP BY e.id, e.type, e.subject HAVING count(m.id) <> 1
UNION ALL
SELECT e.id::text, e.type, e.subject, 'heard by analytics ' || count(a.id) || ' times'
  FROM orders.kit_event e
  LEFT JOIN analytics.order_event a ON a.id = e.id
 WHERE e.type IN ('orders.orderPlaced', 'orders.orderCancelled')
 GROUP BY e.id, e.type, e.subject HAVING count(a.id) <> 1
