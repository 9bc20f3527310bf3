import { isWaiting } from "../../packages/service-kit/src/processes/waiting.ts";
import { type Driving, plain } from "./driving.ts";
import { orderOf, type State, type StoredProblem, spent, type Transition, withOrder } from "./state.ts";

// Where a process is left by whatever came of its step.

/** Where a step leaves the process that did not say no. */
export function goOn(driving: Driving, state: State, result: object): State {
  const { definition, proc, step } = driving;
  const added = isWaiting(result) ? result.state : result;
  const next = plain({ ...driving.known, ...added });
  if (isWaiting(result)) {
    const looked = proc.looked && { ...proc.looked, waits: true };
    return driving.save(state, { state: next, answered: true, looked });
  }
  const last = proc.step + 1 === definition.steps.length;
  const answered = proc.answered || step?.name === definition.answerAfter;
  return driving.save(state, { state: next, step: proc.step + 1, status: last ? "SUCCEEDED" : "RUNNING", answered });
}

export function turnBack(
  driving: Driving,
  state: State,
  problem: StoredProblem,
  from: number,
  result: object = {},
): State {
  const { definition } = driving;
  const added = isWaiting(result) ? result.state : result;
  const kept = definition.state.parse(plain({ ...driving.known, ...added }));
  const next = plain({ ...kept, ...definition.forget?.(kept as never) });
  return driving.save(state, {
    state: next,
    direction: "BACK",
    step: from,
    // Whatever the step has come to meanwhile, an abort is what it ends with.
    problem: driving.proc.abort ?? problem,
    status: from < 0 ? "REFUSED" : "RUNNING",
  });
}

/** The driver dies, or has waited for too long; what it asked for goes on without it. */
export function faults(driving: Driving, index: number): Transition[] {
  if (!driving.canFail) return [];
  const { at, label: _ } = driving;
  const state = spent(driving.state, at, "faults");
  const threads = orderOf(state, at).threads.map((thread, i) => (i === index ? { ...thread, owner: null } : thread));
  const orphaned = withOrder(state, at, { threads });
  return [
    driving.transition(" loses its driver", driving.save(orphaned, {})),
    ...gaveUp(driving, orphaned, " has waited for too long"),
  ];
}

/** So often that it is undone, not knowing what was done; what is certain is tried for ever. */
export function gaveUp(driving: Driving, state: State, why: string, shared = false): Transition[] {
  const { definition, proc, step } = driving;
  if (step?.certain || proc.direction === "BACK") return [];
  return [
    driving.transition(
      why,
      turnBack(driving, state, plain(definition.failed(driving.known as never)), proc.step),
      shared,
    ),
  ];
}

/** It dies between what it did and what it would have saved. */
export const crashed = (driving: Driving): Transition[] =>
  driving.canFail && driving.proc.log.length > 0
    ? [driving.transition(" dies before it is saved", driving.save(spent(driving.state, driving.at, "faults"), {}))]
    : [];

export const failed = (driving: Driving): Transition[] => [
  driving.transition(" is tried again", driving.save(driving.state, {})),
  ...(driving.canFail
    ? gaveUp(driving, spent(driving.state, driving.at, "faults"), " has failed for the last time")
    : []),
];
