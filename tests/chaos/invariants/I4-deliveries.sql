-- I4: what a room owes others was handled: nothing is open, nothing was set aside as undeliverable.
SELECT room, id::text, what, detail FROM (
  SELECT room, id, kind || ' ' || name || ' to ' || target AS what, 'attempts ' || attempts AS detail
    FROM kit_delivery_of_all WHERE done_at IS NULL
  UNION ALL
  SELECT room, id, type, error FROM kit_dead_letter_of_all WHERE replayed_at IS NULL
) AS undone
