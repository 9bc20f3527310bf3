import type { Sql } from "@madang/service-kit";
import type { Tx } from "./database.ts";
import { firstWaitMs, longestWaitMs } from "./lookAfter.ts";

/** A payment to look after, and whose it is. */
export interface Looked {
  readonly id: string;
  readonly orderId: string;
}

/**
 * Payments that are due, and due again later: whoever takes them may die. The waits double, so that a provider that is
 * away is not asked all the time.
 */
export const takeDue = (tx: Tx, now: Date, limit: number) => tx.$queryRaw<Looked[]>`
  UPDATE payment SET attempts = attempts + 1, due_at = ${now}::timestamptz
    + make_interval(secs => least(${firstWaitMs}::float8 * 2 ^ least(attempts, 10), ${longestWaitMs}::float8) / 1000)
  WHERE id IN (SELECT id FROM payment WHERE due_at <= ${now}::timestamptz
    ORDER BY due_at LIMIT ${limit}::int FOR UPDATE SKIP LOCKED)
  RETURNING id, order_id AS "orderId"`;

/**
 * Payments of a provider whose books are to be compared: those that are not over, and those that changed since they were
 * compared or were taken in the last half year and not compared for a day, since a bank may take money back. Each kind
 * has its own half of the places, so that many of one leave none of the other out.
 */
export const takeUnchecked = (
  tx: Tx,
  { provider, before, limit }: { provider: string; before: Date; limit: number },
  now: Date,
) => tx.$queryRaw<Looked[]>`
  WITH open AS MATERIALIZED (
    SELECT id FROM payment
    WHERE provider = ${provider} AND (checked_at IS NULL OR checked_at <= ${before}::timestamptz)
      AND status IN ('REQUESTED', 'ACTION_REQUIRED', 'AUTHORIZED')
    ORDER BY checked_at NULLS FIRST LIMIT ${limit}::int / 2 FOR UPDATE SKIP LOCKED),
  ended AS MATERIALIZED (
    SELECT id FROM payment
    WHERE provider = ${provider} AND (checked_at IS NULL OR checked_at <= ${before}::timestamptz)
      AND status NOT IN ('REQUESTED', 'ACTION_REQUIRED', 'AUTHORIZED')
      AND (updated_at > coalesce(checked_at, '-infinity'::timestamptz)
          AND updated_at > ${now}::timestamptz - INTERVAL '1 hour'
        OR status = 'CAPTURED' AND created_at > ${now}::timestamptz - INTERVAL '180 days'
          AND coalesce(checked_at, created_at) < ${now}::timestamptz - INTERVAL '1 day')
    ORDER BY checked_at NULLS FIRST LIMIT ${limit}::int / 2 FOR UPDATE SKIP LOCKED)
  UPDATE payment p SET checked_at = ${now}::timestamptz
  FROM (SELECT id FROM open UNION ALL SELECT id FROM ended) AS due
  WHERE p.id = due.id
  RETURNING p.id, p.order_id AS "orderId"`;

/** Begins a comparison with a provider when it is time for one; since when its payments are to be listed. */
export async function beginReconciliation(tx: Tx, provider: string, everyMs: number, now: Date): Promise<Date | null> {
  const [begun] = await tx.$queryRaw<{ since: Date }[]>`
    INSERT INTO reconciliation AS r (provider, since, ran_at)
    VALUES (${provider}, ${now}::timestamptz - INTERVAL '7 days', ${now}::timestamptz)
    ON CONFLICT (provider) DO UPDATE SET ran_at = EXCLUDED.ran_at
      WHERE r.ran_at <= ${now}::timestamptz - make_interval(secs => ${everyMs}::float8 / 1000)
    RETURNING since`;
  return begun?.since ?? null;
}

/** Everything made at the provider before that moment is compared. */
export const endReconciliation = (tx: Tx, provider: string, since: Date) => tx.$executeRaw`
  UPDATE reconciliation SET since = ${since}::timestamptz WHERE provider = ${provider}`;

/** What is known here of a provider's payments, as far as the two can be compared. */
export interface KnownHere extends Looked {
  readonly providerStatus: string | null;
  readonly captured: bigint;
  readonly refunded: bigint;
  readonly chargedBack: bigint;
  readonly fee: bigint;
}

export const knownHere = (db: Sql, provider: string, ids: readonly string[], refs: readonly string[]) => db.$queryRaw<
  (KnownHere & { readonly ref: string | null })[]
>`
  SELECT id, order_id AS "orderId", provider_ref AS ref, provider_status AS "providerStatus",
    captured_minor AS captured, refunded_minor AS refunded, charged_back_minor AS "chargedBack", fee_minor AS fee
  FROM payment WHERE provider = ${provider}
    AND (id = ANY(${[...ids]}::text[]) OR provider_ref = ANY(${[...refs]}::text[]))`;
