import { toJson } from "@madang/service-kit";
import { numberOf } from "./canon.ts";
import { catalogAnswers } from "./catalog.ts";
import type { Asked, CallOf, Driving } from "./driving.ts";
import { orderRuns } from "./ordering.ts";
import { type Outcome, replay } from "./replay.ts";
import { crashed, gaveUp } from "./saving.ts";
import { orderOf, type State, spent, type Transition, withOrder, withProc } from "./state.ts";
import { stockDoes } from "./stockCalls.ts";
import { begin, undisturbed } from "./threads.ts";

// How far a step of a process comes, and what may come of what it asks for.

/** Whatever a step that waits would look at; it looks often enough, so nothing is lost by not looking in vain. */
export const newsOf = (state: State, at: number) => {
  const { money, bank, clock, row } = orderOf(state, at);
  return numberOf({ books: money.books ?? {}, payments: bank.payments, clock, row: row ?? {} });
};

/** What a step asked for is done, or comes to nothing. */
export async function asking(driving: Driving, asked: Asked): Promise<Transition[]> {
  const { state, at, proc, which, engine } = driving;
  const answered = (next: State, value: unknown) => withProc(next, at, which, { log: [...proc.log, { value }] });
  if (asked.kind === "run") {
    const did = orderRuns(state, at, asked.action, asked.input);
    return [driving.transition("", answered(did.state, did.answer), engine.sharesCart), ...crashed(driving)];
  }
  const { call, variables } = asked;
  const input = JSON.parse(toJson("input" in variables ? variables.input : variables));
  if (call.to === "payments") {
    const thread = { kind: "call", name: call.name, input, owner: which } as const;
    const looking = withProc(state, at, which, { looked: { at: newsOf(state, at), waits: false } });
    const again = proc.looked?.waits === true;
    if (again) {
      const ends = await undisturbed(looking, at, thread, engine.bent);
      const turns = ends.map((next) =>
        driving.transition(` asks for ${call.name} again, and is answered`, next, engine.bent.sharesCard),
      );
      if (orderOf(state, at).spare.looks === 0) return turns;
      return [
        ...turns,
        driving.transition(` asks for ${call.name} again`, await begin(spent(looking, at, "looks"), at, thread)),
      ];
    }
    return [driving.transition(` asks for ${call.name}`, await begin(looking, at, thread)), ...crashed(driving)];
  }
  const did = stockDoes(state, at, call.name, input, engine.stock);
  const shared = call.name !== "commitReservation";
  const done = driving.transition(
    `: ${call.name} ${"__typename" in did.answer ? did.answer.__typename : ""}`,
    answered(did.state, call.parse({ [call.name]: did.answer })),
    shared,
  );
  return [done, ...crashed(driving), ...lateOf(driving, call.name, input, shared)];
}

/** The request is long on its way, and nobody waits for it when it comes. */
function lateOf(driving: Driving, name: string, input: object, shared: boolean): Transition[] {
  if (!driving.canFail) return [];
  const state = spent(driving.state, driving.at, "faults");
  const { threads } = orderOf(state, driving.at);
  const late = { kind: "call", name, input, owner: null, log: [] } as const;
  const sent = withOrder(state, driving.at, { threads: [...threads, late] });
  return [
    driving.transition(`: ${name} is late`, driving.save(sent, {}), shared),
    ...gaveUp(driving, sent, `: ${name} is late, and given up`, shared),
  ];
}

const outcomes = new Map<string, Promise<Outcome<Asked>>>();

/** How far the step in hand comes by what it was answered. */
export function outcomeOf(driving: Driving, code: ((background: never, state: never) => Promise<unknown>) | undefined) {
  if (!code) throw new Error(`${driving.label} is neither an act nor a call.`);
  const { proc, at, which, state: world } = driving;
  const seen = which === "checkout" ? proc.problem : orderOf(world, at).checkout?.status;
  const key = [
    which,
    proc.step,
    proc.direction,
    numberOf(proc.state),
    numberOf(proc.log),
    JSON.stringify(seen),
    codeNumber(code),
  ].join(" ");
  const known = outcomes.get(key);
  if (known) return known;
  const made = replay<Asked>((ask) => code(backgroundOf(driving, ask) as never, driving.known as never), proc.log);
  outcomes.set(key, made);
  return made;
}

const codes = new WeakMap<object, number>();
let codesKnown = 0;
function codeNumber(code: object): number {
  const known = codes.get(code);
  if (known !== undefined) return known;
  codesKnown += 1;
  codes.set(code, codesKnown);
  return codesKnown;
}

function backgroundOf({ state, at }: Driving, ask: (asked: Asked) => Promise<unknown>) {
  const { checkout } = orderOf(state, at);
  const row = {
    id: "process",
    name: "checkout",
    steps: [],
    due_at: 0,
    lease: null,
    lease_until: null,
    answered_at: null,
    input_hash: "",
  };
  const process = { ...row, ...checkout, subject: orderOf(state, at).id };
  return {
    run: (action: unknown, input: unknown) => ask({ kind: "run", action, input }),
    call: (call: CallOf, variables: object) =>
      call.to === "catalog" ? Promise.resolve(catalogAnswers(call)) : ask({ kind: "call", call, variables }),
    db: {
      $queryRaw: (sql: readonly string[]) =>
        Promise.resolve(sql.join("?").includes("FROM kit_process") ? [{ subject: process.subject, process }] : []),
    },
    log: { warn: () => undefined, error: () => undefined },
  };
}
