-- I4: every event that names a subscriber was handled there once, and nothing was handled that nobody published.
SELECT d.room AS publisher, d.target AS subscriber, d.name, d.id::text, 'not in the inbox' AS why
  FROM kit_delivery_of_all d
 WHERE d.kind = 'event' AND d.done_at IS NOT NULL
   AND NOT EXISTS (SELECT 1 FROM kit_inbox_of_all i WHERE i.room = d.target AND i.id::text = (d.body ->> 'id'))
UNION ALL
SELECT room, room, type, id::text, 'handled ' || count(*) || ' times'
  FROM kit_inbox_of_all GROUP BY room, type, id HAVING count(*) > 1
UNION ALL
SELECT NULL, i.room, i.type, i.id::text, 'handled, and never published'
  FROM kit_inbox_of_all i
 WHERE NOT EXISTS (SELECT 1 FROM kit_event_of_all e WHERE e.id::text = i.id::text)
UNION ALL
-- One subject's events have the sequence 1, 2, 3 … without gaps.
SELECT room, NULL, subject, NULL, 'sequence has ' || count(*) || ' of ' || max(sequence)
  FROM kit_event_of_all GROUP BY room, subject HAVING count(*) <> max(sequence) OR count(DISTINCT sequence) <> count(*)
