import type { Sql } from "../database/sql.ts";
import { toJson } from "../events/event.ts";
import type { Problem } from "../problem.ts";
import type { ProcessDefinition } from "./process.ts";
import { processChannel } from "./wake.ts";

/**
 * Has a process turn back before the next step that is not done, and end with that problem. False, and nothing
 * changes, when none runs forward, or when it is past `answerAfter` or has begun a step that is certain: what was
 * promised is not taken back here.
 */
export async function abortProcess<Tx, State extends object, Input, Result, P extends Problem>(
  db: Sql,
  definition: ProcessDefinition<Tx, State, Input, Result, P>,
  subject: string,
  problem: P,
  now: Date,
): Promise<boolean> {
  // Every step forward is saved on condition that this is not there, so one of the two is first.
  const aborted = await db.$executeRaw`
    WITH aborted AS (
      UPDATE kit_process p SET abort = ${toJson(problem)}::jsonb, woken = true,
        due_at = LEAST(p.due_at, ${now}::timestamptz)
      WHERE id = (SELECT id FROM kit_process
                  WHERE name = ${definition.name} AND subject = ${subject} AND status = 'RUNNING'
                  ORDER BY created_at DESC, id DESC LIMIT 1)
        AND status = 'RUNNING' AND direction = 'FORWARD' AND abort IS NULL
        AND p.steps -> p.step ->> 'name' = ANY(${thatTurnBack(definition)}::text[])
      RETURNING p.id)
    SELECT pg_notify(${processChannel}, '') FROM aborted`;
  return aborted > 0;
}

/** The steps before which, or in the middle of which, a process can still be aborted. */
function thatTurnBack({ steps, answerAfter }: { steps: readonly StepOf[]; answerAfter?: string }): string[] {
  const answered = steps.findIndex(({ name }) => name === answerAfter);
  const certain = steps.findIndex((step) => step.certain);
  const last = Math.min(answered === -1 ? steps.length : answered, certain === -1 ? steps.length : certain - 1);
  return steps.slice(0, last + 1).map(({ name }) => name);
}

interface StepOf {
  readonly name: string;
  readonly certain?: true;
}
