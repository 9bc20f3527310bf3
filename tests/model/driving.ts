import { toJson } from "@madang/service-kit";
import type { z } from "zod";
import {
  orderOf,
  type Proc,
  type ProcName,
  type State,
  type StoredProblem,
  type Transition,
  withProc,
} from "./state.ts";
import type { StockRules } from "./stock.ts";
import type { Bent } from "./threads.ts";

/** As much of a definition as it takes to drive it. */
export interface Definition {
  readonly name: string;
  readonly state: z.ZodType<object>;
  readonly steps: readonly {
    readonly name: string;
    readonly certain?: true;
    readonly act?: unknown;
    readonly call?: (background: never, state: never) => Promise<object>;
    readonly undo?: (background: never, state: never) => Promise<unknown>;
  }[];
  readonly answerAfter?: string;
  readonly failed: (state: never) => object;
  readonly forget?: (state: never) => object;
}

export interface CallOf {
  readonly to: string;
  readonly name: string;
  parse(data: unknown): unknown;
}
export type Asked =
  | { readonly kind: "run"; readonly action: unknown; readonly input: unknown }
  | { readonly kind: "call"; readonly call: CallOf; readonly variables: object };

export interface EngineOf {
  readonly definitions: Readonly<Record<ProcName, Definition>>;
  readonly stock: StockRules;
  readonly sharesCart: boolean;
  readonly bent: Bent;
}

/** Where a driver is with one process. */
export class Driving {
  readonly state: State;
  readonly at: number;
  readonly which: ProcName;
  readonly engine: EngineOf;
  readonly proc: Proc;
  readonly label: string;

  constructor(state: State, at: number, which: ProcName, engine: EngineOf, proc: Proc) {
    this.state = state;
    this.at = at;
    this.which = which;
    this.engine = engine;
    this.proc = proc;
    const arrow = proc.direction === "FORWARD" ? "" : "undo ";
    this.label = `${orderOf(state, at).id}: ${which === "checkout" ? "" : `${which} `}${arrow}${this.step?.name}`;
  }

  get definition() {
    return this.engine.definitions[this.which];
  }

  get step() {
    return this.definition.steps[this.proc.step];
  }

  /** The process's state, as its steps get it. */
  get known(): object {
    return this.definition.state.parse(this.proc.state);
  }

  get canFail() {
    return orderOf(this.state, this.at).spare.faults > 0;
  }

  transition = (what: string, next: State, shared = false): Transition => ({
    label: `${this.label}${what}`,
    next,
    shared,
  });

  save = (state: State, change: Partial<Proc>): State =>
    withProc(state, this.at, this.which, { log: [], looked: null, ...change });
}

/** As it is stored, and read again. */
export const plain = (state: object): StoredProblem => JSON.parse(toJson(state));
