import { randomUUID } from "node:crypto";
import type { Sql } from "../database/sql.ts";
import { toJson } from "../events/event.ts";
import { traceparent } from "../events/outbox.ts";
import type { Viewer } from "../identity/viewer.ts";

/** How one step of a process stands. */
export interface StepRecord {
  readonly name: string;
  readonly status: "WAITING" | "STARTED" | "DONE" | "FAILED" | "UNDONE";
  readonly attempts: number;
  readonly startedAt: string | null;
  readonly error: string | null;
}

/** A process as PostgreSQL remembers it. */
export interface ProcessRow {
  readonly id: string;
  readonly name: string;
  readonly owner: string;
  readonly inputHash: string;
  readonly viewer: Viewer;
  readonly state: unknown;
  readonly steps: readonly StepRecord[];
  /** The step that is next, forward or back. */
  readonly step: number;
  readonly direction: "FORWARD" | "BACK";
  readonly status: "RUNNING" | "SUCCEEDED" | "REFUSED";
  readonly problem: ({ readonly __typename: string } & Record<string, unknown>) | null;
  readonly attempts: number;
  readonly traceparent: string | null;
}

/** A process with the lease of whoever drives it now. */
export interface Claimed {
  readonly row: ProcessRow;
  readonly lease: string;
}

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

/** Gives a process the state that it begins with. */
export async function setFirstState(db: Sql, id: string, state: object): Promise<ProcessRow> {
  const [row] = await db.$queryRaw<ProcessRow[]>`
    UPDATE kit_process SET state = ${toJson(state)}::jsonb WHERE id = ${id}
    RETURNING id, name, owner, input_hash AS "inputHash", viewer, state, steps, step, direction, status, problem, attempts, traceparent`;
  if (!row) throw new Error(`The process ${id} is gone.`);
  return row;
}

export async function findByKey(db: Sql, name: string, owner: string, key: string): Promise<ProcessRow | null> {
  const [row] = await db.$queryRaw<ProcessRow[]>`
    SELECT id, name, owner, input_hash AS "inputHash", viewer, state, steps, step, direction, status, problem, attempts, traceparent
    FROM kit_process WHERE name = ${name} AND owner = ${owner} AND key = ${key}`;
  return row ?? null;
}

export async function findById(db: Sql, id: string): Promise<ProcessRow | null> {
  const [row] = await db.$queryRaw<ProcessRow[]>`
    SELECT id, name, owner, input_hash AS "inputHash", viewer, state, steps, step, direction, status, problem, attempts, traceparent
    FROM kit_process WHERE id = ${id}`;
  return row ?? null;
}

/** Takes a running process, or the next one that is due, for as long as the lease; null when another has it. */
export async function claim(
  db: Sql,
  which: { id: string } | { names: readonly string[] },
  now: Date,
  leaseMs: number,
): Promise<Claimed | null> {
  const lease = randomUUID();
  const id = "id" in which ? which.id : null;
  const names = "names" in which ? which.names : [];
  const [row] = await db.$queryRaw<ProcessRow[]>`
    UPDATE kit_process p SET lease = ${lease}::uuid,
      lease_until = ${now}::timestamptz + make_interval(secs => ${leaseMs}::float8 / 1000)
    FROM (SELECT id FROM kit_process
          WHERE status = 'RUNNING' AND due_at <= ${now}::timestamptz
            AND (lease_until IS NULL OR lease_until <= ${now}::timestamptz)
            AND (id = ${id}::text OR name = ANY(${names}::text[]))
          ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED) AS due
    WHERE p.id = due.id
    RETURNING p.id, p.name, p.owner, p.input_hash AS "inputHash", p.viewer, p.state, p.steps, p.step, p.direction,
      p.status, p.problem, p.attempts, p.traceparent`;
  return row ? { row, lease } : null;
}

/** The process is not where this instance left it; whatever it still wanted to write is not written. */
export class LeaseLost extends Error {
  constructor(id: string) {
    super(`The process ${id} went on without this instance.`);
  }
}

/** What a save may change. */
export type Progress = Partial<
  Pick<ProcessRow, "state" | "steps" | "step" | "direction" | "status" | "problem" | "attempts">
> & { readonly waitMs?: number };

/**
 * Saves progress under the lease, and renews it; throws `LeaseLost`. A process that is over keeps its key only when
 * it succeeded, and one that waits lets go of its lease.
 *
 * The step that progress starts from must be the one that is stored: when the answer to a commit is lost, the step
 * was done although it looks failed, and must not be done again.
 */
export async function save(
  db: Sql,
  row: ProcessRow,
  lease: string,
  progress: Progress,
  now: Date,
  leaseMs: number,
): Promise<ProcessRow> {
  const next = { ...row, ...progress };
  const waiting = progress.waitMs !== undefined;
  const saved = await db.$executeRaw`
    UPDATE kit_process SET state = ${toJson(next.state)}::jsonb, steps = ${toJson(next.steps)}::jsonb, step = ${next.step},
      direction = ${next.direction}, status = ${next.status}, problem = ${next.problem && toJson(next.problem)}::jsonb,
      attempts = ${next.attempts}, updated_at = ${now}::timestamptz,
      key = CASE WHEN ${next.status} = 'REFUSED' THEN NULL ELSE key END,
      due_at = CASE WHEN ${waiting}::boolean THEN ${now}::timestamptz + make_interval(secs => ${progress.waitMs ?? 0}::float8 / 1000) ELSE due_at END,
      lease_until = CASE WHEN ${waiting}::boolean OR ${next.status} <> 'RUNNING' THEN NULL
        ELSE ${now}::timestamptz + make_interval(secs => ${leaseMs}::float8 / 1000) END
    WHERE id = ${row.id} AND lease = ${lease}::uuid AND status = 'RUNNING'
      AND step = ${row.step} AND direction = ${row.direction}`;
  if (saved !== 1) throw new LeaseLost(row.id);
  return next;
}
