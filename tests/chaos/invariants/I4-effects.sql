-- I4: the effect of each event is there once: its mail is written, and analytics has heard it. There is no event without
-- anybody to write to: every order has an address, and one that its shopper never knew of is not told.
WITH mailed (type, template) AS (
  VALUES ('accounts.accountRegistered', 'welcome'), ('accounts.registrationRepeated', 'registration-repeated'),
         ('orders.orderPlaced', 'order-placed'), ('orders.orderCancelled', 'order-cancelled'),
         ('orders.orderPaymentFailed', 'order-payment-failed'), ('orders.cartAbandoned', 'cart-abandoned'),
         ('payments.refundCompleted', 'refund-completed')
)
SELECT e.id::text, e.type, e.subject, coalesce('written ' || string_agg(m.template, ', '), 'no mail is written') AS why
  FROM kit_event_of_all e JOIN mailed USING (type)
  LEFT JOIN notifications.mail m ON m.event_id = e.id
 GROUP BY e.id, e.type, e.subject, mailed.template
HAVING count(m.id) <> 1 OR min(m.template) <> mailed.template
UNION ALL
SELECT e.id::text, e.type, e.subject, 'heard by analytics ' || count(a.id) || ' times'
  FROM kit_event_of_all e
  LEFT JOIN analytics.order_event a ON a.id = e.id
 WHERE e.type IN ('orders.orderPlaced', 'orders.orderCancelled', 'orders.orderPaymentFailed',
                  'payments.paymentCaptured', 'payments.paymentRefunded', 'payments.paymentChargedBack')
 GROUP BY e.id, e.type, e.subject HAVING count(a.id) <> 1
