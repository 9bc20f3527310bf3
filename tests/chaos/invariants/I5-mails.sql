-- I5: every mail that was written arrived. A further copy is only there where the sender tried again because a fault came
-- between the mail server's answer and the commit that notes it. No attempt lasts longer than its lease, so that fault is
-- within a lease of the copy that was not noted; and it is one of the room that sends, of its database or of the mail
-- box, or of every worker, as when events were late.
WITH copy AS (
  SELECT message_id, arrived_at,
         row_number() OVER (PARTITION BY message_id ORDER BY arrived_at DESC, file DESC) > 1 AS sent_again
    FROM mailbox
), arrived AS (
  SELECT c.message_id, count(*) AS copies,
         count(*) FILTER (WHERE c.sent_again AND NOT EXISTS (
           SELECT FROM fault f
            WHERE f.name ~ 'notifications|mail box|PostgreSQL|events'
              AND f.struck_at <= c.arrived_at + INTERVAL '20 seconds'
              AND coalesce(f.over_at, 'infinity') >= c.arrived_at - INTERVAL '20 seconds')) AS without_fault
    FROM copy c GROUP BY c.message_id
)
SELECT m.message_id, m.template, m.status, m.attempts, coalesce(a.copies, 0) AS arrived, a.without_fault
  FROM notifications.mail m LEFT JOIN arrived a USING (message_id)
 WHERE m.status <> 'SENT' OR a.copies IS NULL OR a.copies > m.attempts OR a.without_fault > 0
UNION ALL
SELECT b.message_id, 'unknown', NULL, NULL, count(*), NULL
  FROM mailbox b LEFT JOIN notifications.mail m USING (message_id)
 WHERE m.id IS NULL GROUP BY b.message_id
