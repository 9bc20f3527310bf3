import { isProblem } from "@madang/service-kit";
import { isWaiting } from "../../packages/service-kit/src/processes/waiting.ts";
import { asking, newsOf, outcomeOf } from "./asking.ts";
import { Driving, type EngineOf, plain } from "./driving.ts";
import { orderActs } from "./ordering.ts";
import { crashed, failed, faults, goOn, turnBack } from "./saving.ts";
import { orderOf, type Proc, type ProcName, type State, type Transition } from "./state.ts";

// What the kit does with a process, one save at a time: the order of its steps, their undos and what may be said no to
// are the definition's own.

/** Everything that may happen next in a process. */
export async function processActions(
  state: State,
  at: number,
  which: ProcName,
  engine: EngineOf,
): Promise<Transition[]> {
  const order = orderOf(state, at);
  const proc = order[which];
  if (proc?.status !== "RUNNING") return [];
  const driving = new Driving(state, at, which, engine, proc);
  const asked = order.threads.findIndex(({ owner }) => owner === which);
  if (asked !== -1) return faults(driving, asked);
  if (which === "cancellation" && driving.step?.name === "settled" && order.checkout?.status === "RUNNING") return [];
  if (waitsForNews(state, at, proc)) return [];
  return proc.direction === "FORWARD" ? await forward(driving) : await back(driving);
}

/** Whether it has seen all that there is to see, and waits for more. */
export const waitsForNews = (state: State, at: number, { looked, log, abort }: Proc): boolean =>
  looked?.waits === true && log.length === 0 && !abort && looked.at === newsOf(state, at);

async function forward(driving: Driving): Promise<Transition[]> {
  const { proc, step, state, at, which } = driving;
  if (proc.abort && proc.log.length === 0)
    return [driving.transition(" is aborted", turnBack(driving, state, proc.abort, proc.step))];
  if (!step) return [driving.transition(" is the last", driving.save(state, { status: "SUCCEEDED" }))];
  if (step.act) {
    const did = orderActs(state, at, `${which} ${step.name}`, driving.known);
    const shared = driving.engine.sharesCart;
    if (isProblem(did.answer))
      return [
        driving.transition(
          ` says ${did.answer.__typename}`,
          turnBack(driving, did.state, plain(did.answer), proc.step - 1),
          shared,
        ),
      ];
    return [driving.transition(" is done", goOn(driving, did.state, did.answer), shared)];
  }
  const outcome = await outcomeOf(driving, step.call);
  if (outcome.at === "asks") return await asking(driving, outcome.asked);
  if (outcome.at === "failed") return failed(driving);
  const result = outcome.value as object;
  const crash = crashed(driving);
  if (isProblem(result))
    return [
      driving.transition(` says ${result.__typename}`, turnBack(driving, state, plain(result), proc.step - 1)),
      ...crash,
    ];
  if (proc.abort)
    return [
      driving.transition(" was aborted meanwhile", turnBack(driving, state, proc.abort, proc.step, result)),
      ...crash,
    ];
  return [driving.transition(isWaiting(result) ? " waits" : " is saved", goOn(driving, state, result)), ...crash];
}

async function back(driving: Driving): Promise<Transition[]> {
  const { proc, step, state } = driving;
  const status = proc.step <= 0 ? "REFUSED" : "RUNNING";
  const undone = () => driving.save(state, { step: proc.step - 1, status });
  if (!step?.undo) return [driving.transition(" is nothing", undone())];
  const outcome = await outcomeOf(driving, step.undo);
  if (outcome.at === "asks") return await asking(driving, outcome.asked);
  if (outcome.at === "failed") return failed(driving);
  return [driving.transition(" is saved", undone()), ...crashed(driving)];
}
