-- I2: the provider's own ledger says the same of every payment as ours, and knows of none that we do not.
WITH theirs AS (
  SELECT payment, max(reference) FILTER (WHERE type = 'created') AS reference,
         coalesce(sum(amount) FILTER (WHERE type = 'captured'), 0) AS captured,
         coalesce(sum(amount) FILTER (WHERE type = 'refunded'), 0) AS refunded,
         coalesce(sum(amount) FILTER (WHERE type = 'charged_back'), 0) AS charged_back,
         count(*) FILTER (WHERE type = 'captured') AS captures
    FROM provider_change WHERE payment IS NOT NULL GROUP BY payment
), ours AS (
  SELECT id, provider_ref, captured_minor, refunded_minor, charged_back_minor
    FROM payments.payment WHERE provider = 'sandbox'
)
SELECT t.payment, t.reference, o.id, t.captured || ' ' || t.refunded || ' ' || t.charged_back AS theirs,
       o.captured_minor || ' ' || o.refunded_minor || ' ' || o.charged_back_minor AS ours
  FROM theirs t FULL JOIN ours o ON o.id = t.reference
 WHERE coalesce(t.captured, 0) <> coalesce(o.captured_minor, 0)
    OR coalesce(t.refunded, 0) <> coalesce(o.refunded_minor, 0)
    OR coalesce(t.charged_back, 0) <> coalesce(o.charged_back_minor, 0)
    OR t.captures > 1
UNION ALL
SELECT string_agg(payment, ' '), reference, NULL, 'asked for ' || count(*) || ' times', NULL
  FROM theirs GROUP BY reference HAVING count(*) > 1
