import type { Tx } from "./database.ts";

/** As many as one statement numbers. */
const most = 500;

/**
 * Numbers confirmed orders that have no invoice yet, in the order of their confirmation: without gaps within a year,
 * since the counter moves by as many as are numbered, in the same statement. Gives how many there were.
 *
 * An order that was cancelled before that is numbered too, as one that is cancelled a moment later keeps its number.
 * One whose money could not be taken is not.
 */
export const numberInvoices = (tx: Tx, now: Date): Promise<number> => tx.$executeRaw`
  WITH due AS MATERIALIZED (
    SELECT id, confirmed_at FROM "order"
    WHERE invoice_number IS NULL AND confirmed_at IS NOT NULL AND status IN ('CONFIRMED', 'FULFILLED', 'CANCELLED')
    ORDER BY confirmed_at, id LIMIT ${most} FOR UPDATE SKIP LOCKED),
  placed AS (SELECT id, row_number() OVER (ORDER BY confirmed_at, id) AS place, count(*) OVER () AS many FROM due),
  counter AS (
    INSERT INTO invoice_counter AS c (year, last)
    SELECT extract(year FROM ${now}::timestamptz AT TIME ZONE 'UTC')::int, count(*)::int FROM due HAVING count(*) > 0
    ON CONFLICT (year) DO UPDATE SET last = c.last + EXCLUDED.last RETURNING year, last)
  UPDATE "order" o SET invoiced_at = ${now}::timestamptz,
    invoice_number = counter.year || '-' || CASE WHEN number.n < 1000000 THEN lpad(number.n::text, 6, '0') ELSE number.n::text END
  FROM counter, placed, LATERAL (SELECT counter.last - placed.many + placed.place AS n) AS number
  WHERE o.id = placed.id`;
