import type { Turned } from "../clock.ts";
import type { Sql } from "../database/sql.ts";
import { nextStep, type ProcessRow, rowOf, type StepRecord, type StoredProblem, type StoredProcess } from "./rows.ts";
import { nameOf, type ProcessName, processChannel } from "./wake.ts";

/** A process as staff see it. */
export interface ProcessView {
  readonly id: string;
  readonly status: ProcessRow["status"];
  readonly direction: ProcessRow["direction"];
  /** Whether it waits for something outside. */
  readonly waiting: boolean;
  readonly steps: readonly StepView[];
  /** What it was, or is being, undone for. */
  readonly problem: StoredProblem | null;
  /** When it goes on by itself; in the past for one that is being driven. Null when it is over. */
  readonly dueAt: Date | null;
}

/** While its undo fails, a step shows how often and why that did, in place of its own attempts and error. */
export interface StepView extends Omit<StepRecord, "startedAt" | "undo"> {
  readonly startedAt: Date | null;
  /** Whether it was undone. */
  readonly compensated: boolean;
}

/** The process of that name about a subject: the one that runs, else the latest. Null when there is none. */
export async function processOf(db: Sql, process: ProcessName, subject: string): Promise<ProcessView | null> {
  return (await processesOf(db, process, [subject])).get(subject) ?? null;
}

/** The same for many subjects, by subject. */
export async function processesOf(
  db: Sql,
  process: ProcessName,
  subjects: readonly string[],
): Promise<ReadonlyMap<string, ProcessView>> {
  const rows = await db.$queryRaw<{ subject: string; process: StoredProcess }[]>`
    SELECT DISTINCT ON (subject) subject, to_jsonb(p) AS process FROM kit_process p
    WHERE name = ${nameOf(process)} AND subject = ANY(${subjects}::text[])
    ORDER BY subject, (status = 'RUNNING') DESC, created_at DESC, id DESC`;
  return new Map(rows.map((row) => [row.subject, viewOf(rowOf(row.process))]));
}

/** Every process of those names about a subject, in the order in which they began. */
export async function processesAbout(
  db: Sql,
  processes: readonly ProcessName[],
  subject: string,
): Promise<readonly ProcessView[]> {
  const rows = await db.$queryRaw<{ process: StoredProcess }[]>`
    SELECT to_jsonb(p) AS process FROM kit_process p
    WHERE name = ANY(${processes.map(nameOf)}::text[]) AND subject = ${subject}
    ORDER BY created_at, id`;
  return rows.map(({ process }) => viewOf(rowOf(process)));
}

function viewOf(row: ProcessRow): ProcessView {
  const { id, status, direction, problem, abort, dueAt } = row;
  const running = status === "RUNNING";
  return {
    id,
    status,
    direction,
    waiting: running && direction === "FORWARD" && nextStep(row)?.status === "AWAITING",
    steps: row.steps.map(({ startedAt, undo, ...step }) => ({
      ...step,
      ...undo,
      startedAt: startedAt === null ? null : new Date(startedAt),
      compensated: step.status === "UNDONE",
    })),
    problem: problem ?? abort,
    dueAt: running ? dueAt : null,
  };
}

/** Has a process go on now, with all its attempts before it again. False when none runs. */
export async function retryProcess(db: Sql, process: ProcessName, subject: string, turned: Turned): Promise<boolean> {
  const retried = await db.$executeRaw`
    WITH clock AS MATERIALIZED (SELECT kit_now(${turned.stoppedAt}::timestamptz, ${turned.aheadMs}::float8) AS now),
    retried AS (
      UPDATE kit_process p SET attempts = 0, woken = true, due_at = LEAST(p.due_at, clock.now)
      FROM clock, (SELECT id FROM kit_process
                   WHERE name = ${nameOf(process)} AND subject = ${subject} AND status = 'RUNNING'
                   ORDER BY id FOR UPDATE) AS asleep
      WHERE p.id = asleep.id RETURNING p.id)
    SELECT pg_notify(${processChannel}, '') FROM retried LIMIT 1`;
  return retried > 0;
}
