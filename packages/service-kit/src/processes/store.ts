import { randomUUID } from "node:crypto";
import type { Turned } from "../clock.ts";
import type { Sql } from "../database/sql.ts";
import { toJson } from "../events/event.ts";
import { traceparent } from "../events/outbox.ts";
import { type Claimed, type ProcessRow, rowOf, type StoredProcess } from "./rows.ts";

/**
 * Adds a process whose key, if any, is not taken, and gives its lease to whoever adds it: nobody else is to drive it
 * while its beginner lives. Null when the key is taken.
 */
export async function addProcess(
  db: Sql,
  row: Pick<ProcessRow, "id" | "name" | "owner" | "inputHash" | "viewer" | "steps"> & { key: string | null },
  now: Date,
  leaseMs: number,
): Promise<string | null> {
  const lease = randomUUID();
  const made = await db.$executeRaw`
    INSERT INTO kit_process (id, name, owner, key, input_hash, viewer, state, steps, due_at, lease, lease_until,
      traceparent, created_at, updated_at)
    VALUES (${row.id}, ${row.name}, ${row.owner}, ${row.key}, ${row.inputHash}, ${toJson(row.viewer)}::jsonb,
      '{}'::jsonb, ${toJson(row.steps)}::jsonb, ${now}::timestamptz, ${lease}::uuid,
      ${now}::timestamptz + make_interval(secs => ${leaseMs}::float8 / 1000), ${traceparent()},
      ${now}::timestamptz, ${now}::timestamptz)
    ON CONFLICT (name, owner, key) DO NOTHING`;
  return made === 1 ? lease : null;
}

/** Gives a process the state that it begins with, and what it is about; its first step begins. */
export async function setFirstState(db: Sql, id: string, state: object, subject: string | null): Promise<ProcessRow> {
  const [row] = await db.$queryRaw<{ process: StoredProcess }[]>`
    UPDATE kit_process p SET state = ${toJson(state)}::jsonb, subject = ${subject},
      steps = kit_begin_step(steps, 0, 1, created_at)
    WHERE id = ${id} RETURNING to_jsonb(p) AS process`;
  if (!row) throw new Error(`The process ${id} is gone.`);
  return rowOf(row.process);
}

export async function findByKey(db: Sql, name: string, owner: string, key: string): Promise<ProcessRow | null> {
  const [row] = await db.$queryRaw<{ process: StoredProcess }[]>`
    SELECT to_jsonb(p) AS process FROM kit_process p WHERE name = ${name} AND owner = ${owner} AND key = ${key}`;
  return row ? rowOf(row.process) : null;
}

export async function findById(db: Sql, id: string): Promise<ProcessRow> {
  const [row] = await db.$queryRaw<{ process: StoredProcess }[]>`
    SELECT to_jsonb(p) AS process FROM kit_process p WHERE id = ${id}`;
  if (!row) throw new Error(`The process ${id} is gone.`);
  return rowOf(row.process);
}

/** A process as it stands, to whoever took this lease last; null when another has taken it since. */
export async function findLeased(db: Sql, id: string, lease: string): Promise<ProcessRow | null> {
  const [row] = await db.$queryRaw<{ process: StoredProcess }[]>`
    SELECT to_jsonb(p) AS process FROM kit_process p WHERE id = ${id} AND lease = ${lease}::uuid`;
  return row ? rowOf(row.process) : null;
}

/** What is to be claimed: one process, or whatever is due of these names. */
export type Wanted = { readonly id: string } | { readonly names: readonly string[]; readonly limit: number };

/**
 * Takes processes that are due and nobody's, for as long as the lease; its next step begins with that. What woke it
 * has happened by now, and the step will see it.
 */
export async function claim(db: Sql, wanted: Wanted, turned: Turned, leaseMs: number): Promise<Claimed[]> {
  const { id, names, limit } = "id" in wanted ? { id: wanted.id, names: [], limit: 1 } : { id: null, ...wanted };
  const rows = await db.$queryRaw<{ process: StoredProcess & { lease: string } }[]>`
    WITH clock AS MATERIALIZED (SELECT kit_now(${turned.stoppedAt}::timestamptz, ${turned.aheadMs}::float8) AS now)
    UPDATE kit_process p SET lease = gen_random_uuid(), woken = false,
      lease_until = clock.now + make_interval(secs => ${leaseMs}::float8 / 1000),
      steps = CASE WHEN p.direction = 'FORWARD' AND p.abort IS NULL
        THEN kit_begin_step(p.steps, p.step, p.attempts + 1, clock.now) ELSE p.steps END
    FROM clock, (SELECT id FROM kit_process
          WHERE status = 'RUNNING' AND due_at <= (SELECT now FROM clock)
            AND (lease_until IS NULL OR lease_until <= (SELECT now FROM clock))
            AND (id = ${id}::text OR name = ANY(${names}::text[]))
          ORDER BY due_at LIMIT ${limit}::int FOR UPDATE SKIP LOCKED) AS due
    WHERE p.id = due.id
    RETURNING to_jsonb(p) AS process`;
  return rows.map(({ process }) => ({ row: rowOf(process), lease: process.lease }));
}

/**
 * Says that a door answers although the process is not over: from then on its key is kept, also when it is refused.
 * Null when it is over by now, or was answered before: then it is as it is.
 */
export async function markAnswered(db: Sql, id: string, turned: Turned): Promise<ProcessRow | null> {
  const [row] = await db.$queryRaw<{ process: StoredProcess }[]>`
    UPDATE kit_process p SET answered_at = kit_now(${turned.stoppedAt}::timestamptz, ${turned.aheadMs}::float8)
    WHERE id = ${id} AND status = 'RUNNING' AND answered_at IS NULL
    RETURNING to_jsonb(p) AS process`;
  return row ? rowOf(row.process) : null;
}
