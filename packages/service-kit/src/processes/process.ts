import type { z } from "zod";
import type { Sql } from "../database/sql.ts";
import type { Viewer } from "../identity/viewer.ts";
import type { InvalidInput, Problem } from "../problem.ts";
import type { Background, Work } from "../work.ts";
import type { Waiting } from "./waiting.ts";

/** What a step comes to. */
export type Stepped<State, P> = Partial<State> | P | Waiting<Partial<State>>;

/**
 * One step of a process. It is either an action of this subgraph (`act`, in one transaction with the state that it
 * leaves) or a call to elsewhere (`call`, outside any transaction: it must bear being repeated with the same state,
 * since a crash can come between what it did and what we wrote).
 *
 * Both return what to add to the state, or a problem: then every step before it is undone, last first, and the
 * problem is the process's result. What has to be waited for (a shopper, a bank) is `waiting({ ms })`: the same step is
 * executed again when that is due or the process is woken. A call that says no is undone too, before the others, since a
 * repeat of it may still be on its way; and so is one that keeps throwing, since what it did is not known. An undo must
 * bear that there is nothing to undo; it is tried until it succeeds.
 */
export type Step<Tx, State, P extends Problem = Problem> = {
  readonly name: string;
  readonly undo?: (background: Background<Tx>, state: State) => Promise<unknown>;
  /** Behind the point of no return: it is tried until it succeeds, and never undone. */
  readonly certain?: true;
} & (
  | { readonly act: (work: Work<Tx>, state: State) => Promise<Stepped<State, P>> }
  | { readonly call: (background: Background<Tx>, state: State) => Promise<Stepped<State, P>> }
);

export interface ProcessDefinition<
  Tx = never,
  State extends object = never,
  Input = never,
  Result = unknown,
  P extends Problem = Problem,
> {
  readonly name: string;
  /** Accepts the state and its JSON. */
  readonly state: z.ZodType<State>;
  /** The state that it begins with, from the input; or a problem, and there is no process. Runs in a transaction. */
  readonly begin: (work: Work<Tx>, input: Input) => Promise<State | P>;
  readonly steps: readonly Step<Tx, State, P>[];
  /** The problem of a process that was undone because a step kept failing. */
  readonly failed: (state: State) => P;
  /** What of the state is blanked when it turns back: undoing needs no secrets, and nothing else may keep them. */
  readonly forget?: (state: State) => Partial<State>;
  /** What it is about, an order's id: by this it is woken, and found by staff. */
  readonly subject?: (state: State) => string;
  /** The name of a step: once it is done doors answer, though the steps behind it are still to do. */
  readonly answerAfter?: string;
  /** The answer: of a finished process, of one that waits or is past `answerAfter`, and of one not done by the deadline. */
  readonly answer: (background: Background<Tx>, state: State) => Promise<Result>;
  /** A refusal is told also to whoever was answered before: `answer` throws `unavailable()` until there is a result. */
  readonly refusesLate?: true;
  /** How long a request waits for it, in milliseconds, when it is not the setting's. */
  readonly deadlineMs?: number;
}

/** A process as a list of several holds it: only its own definition knows its state. */
export type AnyProcess<Tx> = Pick<
  ProcessDefinition<Tx>,
  "name" | "failed" | "subject" | "answerAfter" | "answer" | "deadlineMs"
> & {
  readonly state: z.ZodType<object>;
  readonly begin: (work: Work<Tx>, input: never) => Promise<object>;
  readonly steps: readonly (Pick<Step<Tx, never>, "name" | "undo" | "certain"> &
    (
      | { readonly act: (work: Work<Tx>, state: never) => Promise<object> }
      | { readonly call: (background: Background<Tx>, state: never) => Promise<object> }
    ))[];
};

/** Defines a process; its state's type comes from its zod schema, `P` are the problems that it can end with. */
export const defineProcess = <Tx extends Sql, State extends object, Input, Result, P extends Problem = Problem>(
  definition: ProcessDefinition<Tx, State, Input, Result, P>,
): ProcessDefinition<Tx, State, Input, Result, P> => definition;

/** How to begin a process: once per key and owner when there is a key. */
export interface StartOptions {
  readonly viewer: Viewer;
  readonly key?: string | null;
  /** Whose key it is when the viewer is a guest: something that only this guest has. */
  readonly guest?: string;
}

export type StartProblem = Problem<"IdempotencyConflict"> | InvalidInput;
