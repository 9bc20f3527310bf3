import type { z } from "zod";
import type { Sql } from "../database/sql.ts";
import { toJson } from "../events/event.ts";
import { type Claimed, nextStep, type ProcessRow, type StepRecord } from "./rows.ts";

/**
 * A claimed process with the steps of this release: one that another release began goes on at the step of the same
 * name, and steps that were added before that are not done in it. Null when this release cannot go on with it: its
 * state lacks something, or a step that it is at, or that may have to be undone, is not there any more, or comes in
 * another order.
 */
export async function align(
  db: Sql,
  { row, lease }: Claimed,
  { state, steps }: { readonly state: z.ZodType<object>; readonly steps: readonly { readonly name: string }[] },
): Promise<Claimed | null> {
  if (!state.safeParse(row.state).success) return null;
  const names = steps.map(({ name }) => name);
  if (names.join() === row.steps.map(({ name }) => name).join()) return { row, lease };
  const begun = row.steps.filter(({ status }) => status !== "WAITING" && status !== "UNDONE").map(({ name }) => name);
  const left = row.steps.map(({ name }) => name).filter((name) => names.includes(name));
  const inOrder = names.filter((name) => left.includes(name)).join() === left.join();
  const step = names.indexOf(nextStep(row)?.name ?? "");
  if (step === -1 || !inOrder || !begun.every((name) => names.includes(name))) return null;
  const aligned = { ...row, step, steps: names.map((name) => recordOf(row, name)) };
  const saved = await db.$executeRaw`
    UPDATE kit_process SET steps = ${toJson(aligned.steps)}::jsonb, step = ${step}::int
    WHERE id = ${row.id} AND lease = ${lease}::uuid AND step = ${row.step}::int AND direction = ${row.direction}`;
  return saved === 1 ? { row: aligned, lease } : null;
}

const recordOf = ({ steps }: ProcessRow, name: string): StepRecord =>
  steps.find((step) => step.name === name) ?? waitingStep(name);

/** How a step stands that was not come to. */
export const waitingStep = (name: string): StepRecord => ({
  name,
  status: "WAITING",
  attempts: 0,
  startedAt: null,
  error: null,
});
