import { beginning } from "./beginning.ts";
import type { EngineOf } from "./driving.ts";
import { processActions } from "./engine.ts";
import { looking } from "./looking.ts";
import { outside } from "./outside.ts";
import { orderOf, type State, type Transition } from "./state.ts";
import { isStockCall, lateAtStock } from "./stockCalls.ts";
import { threadActions } from "./threads.ts";
import type { Rules, Scenario } from "./world.ts";

/** Everything that may happen next to one order. */
export async function actionsOf(state: State, at: number, scenario: Scenario, rules: Rules): Promise<Transition[]> {
  const order = orderOf(state, at);
  if (order.finished) return [];
  if (!order.checkout) return beginning(state, at, scenario);
  const sharesCard = scenario.giftCard !== undefined;
  const bent = { rules: rules.money, moods: scenario.moods, sharesCard };
  const { checkout, cancellation, stock } = rules;
  const definitions = { checkout, cancellation };
  const engine: EngineOf = { definitions, stock, sharesCart: scenario.oneCart !== undefined, bent };
  const threads = order.threads.map(async ({ name }, index) =>
    isStockCall(name) ? [lateAtStock(state, at, index, stock)] : await threadActions(state, at, index, bent),
  );
  const made = await Promise.all([
    processActions(state, at, "checkout", engine),
    processActions(state, at, "cancellation", engine),
    ...threads,
    looking(state, at, scenario, bent),
  ]);
  return [...made.flat(), ...outside(state, at, scenario, rules)];
}
