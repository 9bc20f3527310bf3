-- I5: every mail that was written arrived. A second copy is only there where the sender tried twice: where a fault
-- came between the mail server's answer and the commit that notes it.
SELECT m.message_id, m.template, m.status, m.attempts, count(b.file) AS arrived
  FROM notifications.mail m LEFT JOIN mailbox b ON b.message_id = m.message_id
 GROUP BY m.message_id, m.template, m.status, m.attempts
HAVING m.status <> 'SENT' OR count(b.file) = 0 OR (count(b.file) > 1 AND (count(b.file) > m.attempts OR NOT (SELECT faulty FROM run)))
UNION ALL
SELECT b.message_id, 'unknown', NULL, NULL, count(*)
  FROM mailbox b LEFT JOIN notifications.mail m ON m.message_id = b.message_id
 WHERE m.id IS NULL GROUP BY b.message_id
