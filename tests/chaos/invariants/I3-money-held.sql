-- I3: when all is settled nothing is held any more, neither here nor at the provider.
SELECT id, order_id, method, status, wanted, held_minor, 'held here' AS why
  FROM payments.payment WHERE held_minor <> 0 AND NOT (method = 'INVOICE' AND status = 'AUTHORIZED')
UNION ALL
SELECT payment, max(reference), NULL, NULL, NULL, max(amount) FILTER (WHERE type = 'authorized'), 'held at the provider'
  FROM provider_change WHERE payment IS NOT NULL
 GROUP BY payment
HAVING bool_or(type = 'authorized') AND NOT bool_or(type IN ('captured', 'voided', 'expired', 'declined'))
