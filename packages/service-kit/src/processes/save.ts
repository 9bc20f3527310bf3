import type { Turned } from "../clock.ts";
import type { Sql } from "../database/sql.ts";
import { toJson } from "../events/event.ts";
import type { Claimed, ProcessRow, StepRecord, StoredProblem } from "./rows.ts";

/** The process is not where this instance left it; whatever it still wanted to write is not written. */
export class Moved extends Error {
  constructor(id: string) {
    super(`The process ${id} is not where this instance left it.`);
  }
}

/** What a save may change. */
export type Progress = Partial<
  Pick<ProcessRow, "state" | "steps" | "step" | "direction" | "status" | "problem" | "attempts">
> & {
  /** Lets go of the lease; the process is due again after so long. */
  readonly waitMs?: number;
  /** A wake since the step began has it go on at once, under the same lease. */
  readonly wakeable?: boolean;
  /** From here on a door may answer. */
  readonly answered?: boolean;
  /** Written also when the process was aborted in the meantime. */
  readonly despiteAbort?: boolean;
};

/** What a save needs besides its progress. */
export interface Saver {
  readonly turned: Turned;
  readonly leaseMs: number;
}

interface Saved {
  readonly steps: readonly StepRecord[];
  readonly abort: StoredProblem | null;
  readonly problem: StoredProblem | null;
  readonly dueAt: Date;
  readonly answeredAt: Date | null;
  readonly leased: boolean;
}

/**
 * Saves progress under the lease, and renews it; throws `Moved`. A step that progress comes to begins with it. A
 * process that turns back does so for the abort if there is one, whatever its step has come to meanwhile. One
 * that is refused keeps its key only when somebody was answered before, and one that waits lets go of its
 * lease.
 *
 * The step that progress starts from must be the one that is stored: when the answer to a commit is lost, the step
 * was done although it looks failed, and must not be done again.
 */
export async function save(db: Sql, { row, lease }: Claimed, progress: Progress, saver: Saver): Promise<ProcessRow> {
  const { waitMs, wakeable = false, answered = false, despiteAbort = row.direction === "BACK", ...changes } = progress;
  const next = { ...row, ...changes };
  const problem = next.problem && toJson(next.problem);
  const waits = waitMs !== undefined;
  const begins = next.direction === "FORWARD" && next.step !== row.step;
  const [saved] = await db.$queryRaw<Saved[]>`
    WITH clock AS MATERIALIZED (
      SELECT kit_now(${saver.turned.stoppedAt}::timestamptz, ${saver.turned.aheadMs}::float8) AS now)
    UPDATE kit_process p SET state = ${toJson(next.state)}::jsonb, step = ${next.step}::int,
      steps = CASE WHEN ${begins}::boolean THEN kit_begin_step(${toJson(next.steps)}::jsonb, ${next.step}::int, 1, clock.now)
        ELSE ${toJson(next.steps)}::jsonb END,
      direction = ${next.direction}, status = ${next.status},
      problem = CASE WHEN ${next.direction} = 'BACK' AND p.direction = 'FORWARD' THEN coalesce(p.abort, ${problem}::jsonb)
        ELSE ${problem}::jsonb END,
      attempts = ${next.attempts}::int, updated_at = clock.now, woken = false,
      answered_at = CASE WHEN ${answered}::boolean THEN coalesce(p.answered_at, clock.now) ELSE p.answered_at END,
      key = CASE WHEN ${next.status} = 'REFUSED' AND p.answered_at IS NULL THEN NULL ELSE p.key END,
      due_at = CASE WHEN NOT ${waits}::boolean THEN p.due_at WHEN ${wakeable}::boolean AND p.woken THEN clock.now
        ELSE clock.now + make_interval(secs => ${waitMs ?? 0}::float8 / 1000) END,
      lease_until = CASE WHEN ${next.status} <> 'RUNNING' OR ${waits}::boolean AND NOT (${wakeable}::boolean AND p.woken) THEN NULL
        ELSE clock.now + make_interval(secs => ${saver.leaseMs}::float8 / 1000) END
    FROM clock
    WHERE id = ${row.id} AND lease = ${lease}::uuid AND status = 'RUNNING'
      AND step = ${row.step} AND direction = ${row.direction} AND (abort IS NULL OR ${despiteAbort}::boolean)
    RETURNING p.steps, p.abort, p.problem, p.due_at AS "dueAt", p.answered_at AS "answeredAt", p.lease_until IS NOT NULL AS leased`;
  if (!saved) throw new Moved(row.id);
  return { ...next, ...saved };
}

/** Renews the lease of a process that is in the middle of a step; whoever lost it finds that out by its next save. */
export const renew = (db: Sql, { row, lease }: Claimed, { turned, leaseMs }: Saver) => db.$executeRaw`
  UPDATE kit_process SET lease_until = kit_now(${turned.stoppedAt}::timestamptz, ${turned.aheadMs}::float8)
    + make_interval(secs => ${leaseMs}::float8 / 1000)
  WHERE id = ${row.id} AND lease = ${lease}::uuid AND lease_until IS NOT NULL`;
