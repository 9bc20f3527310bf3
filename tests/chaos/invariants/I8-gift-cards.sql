-- I8: what is on a gift card is what was put on it less what was taken, never below zero; and nothing of it is held.
SELECT g.id, g.balance_minor, g.held_minor, -coalesce(l.balance, 0) AS by_ledger, h.held AS by_holds
  FROM payments.gift_card g
  LEFT JOIN (SELECT gift_card_id, sum(amount_minor) AS balance FROM payments.ledger_entry
              WHERE account = 'gift_cards' GROUP BY gift_card_id) l ON l.gift_card_id = g.id
  LEFT JOIN (SELECT gift_card_id, sum(amount_minor) FILTER (WHERE status = 'HELD') AS held
               FROM payments.gift_card_hold GROUP BY gift_card_id) h ON h.gift_card_id = g.id
 WHERE g.balance_minor < 0 OR g.held_minor <> 0 OR coalesce(h.held, 0) <> 0 OR g.balance_minor <> -coalesce(l.balance, 0)
UNION ALL
-- A hold that was taken is a payment that was, by the same amount.
SELECT p.id, p.captured_minor, NULL, sum(h.amount_minor) FILTER (WHERE h.status = 'TAKEN'), NULL
  FROM payments.payment p LEFT JOIN payments.gift_card_hold h ON h.payment_id = p.id
 WHERE p.method = 'GIFT_CARD' GROUP BY p.id, p.captured_minor
HAVING p.captured_minor <> coalesce(sum(h.amount_minor) FILTER (WHERE h.status = 'TAKEN'), 0)
