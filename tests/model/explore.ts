import { actionsOf } from "./actions.ts";
import { Broken } from "./broken.ts";
import { numberOf } from "./canon.ts";
import { checkAlways, checkSettled, finish, hasSettled } from "./invariants.ts";
import type { State, Transition } from "./state.ts";
import { firstState, production, type Rules, type Scenario } from "./world.ts";

/** What there is to see of a model that was looked through. */
export interface Explored {
  readonly states: number;
  readonly transitions: number;
  /** How the orders ended, over all states where everything has settled. */
  readonly ends: ReadonlyMap<string, number>;
  /** What went wrong, and how it came to that; null when nothing can. */
  readonly violation: { readonly what: string; readonly trace: readonly string[] } | null;
}

export interface Options {
  readonly rules?: Rules;
  /** Looks at every order of what concerns one order alone, though it makes no difference. */
  readonly whole?: boolean;
}

/** Goes through every state that a scenario can come to, breadth first, so that the first trace found is a shortest. */
export async function explore(
  scenario: Scenario,
  { rules = production, whole = false }: Options = {},
): Promise<Explored> {
  const search = new Search(scenario, rules, whole);
  await search.run();
  return search.explored();
}

class Search {
  readonly #scenario: Scenario;
  readonly #rules: Rules;
  readonly #whole: boolean;
  readonly #indexes = new Map<string, number>();
  readonly #queue: (State | null)[] = [];
  readonly #labels: string[] = [];
  readonly #parents: number[] = [];
  readonly #from: number[] = [];
  readonly #to: number[] = [];
  readonly #settled: number[] = [];
  readonly #ends = new Map<string, number>();
  #violation: Explored["violation"] = null;

  constructor(scenario: Scenario, rules: Rules, whole: boolean) {
    this.#scenario = scenario;
    this.#rules = rules;
    this.#whole = whole;
  }

  async run(): Promise<void> {
    this.#add(firstState(this.#scenario), "", -1);
    for (let index = 0; index < this.#queue.length && !this.#violation; index += 1) {
      const state = this.#queue[index];
      if (!state) continue;
      try {
        await this.#expand(state, index);
      } catch (error) {
        if (!(error instanceof Broken)) throw error;
        this.#violation = {
          what: error.message,
          trace: [...this.#traceTo(index), ...(error.after ? [error.after] : [])],
        };
      }
      // What it was is not looked at again.
      this.#queue[index] = null;
    }
    this.#violation ??= this.#stuck();
  }

  explored(): Explored {
    return {
      states: this.#queue.length,
      transitions: this.#from.length,
      ends: this.#ends,
      violation: this.#violation,
    };
  }

  async #expand(state: State, index: number): Promise<void> {
    checkAlways(state);
    if (hasSettled(state)) {
      checkSettled(state);
      this.#settled.push(index);
      const end = state.orders
        .map(({ row }) => row?.status ?? "none")
        .sort()
        .join(" and ");
      this.#ends.set(end, (this.#ends.get(end) ?? 0) + 1);
    }
    for (const { label, next } of await this.#actions(state, index)) {
      this.#from.push(index);
      this.#to.push(this.#add(next, label, index));
    }
  }

  /**
   * What one order does by itself commutes with everything that another does, so it is enough to go on with that order
   * alone as long as none of its actions concerns others and it leads to something that was not gone on from yet.
   */
  async #actions(state: State, index: number): Promise<readonly Transition[]> {
    const all: Transition[] = [];
    for (const at of state.orders.keys()) {
      const made = await actionsOf(state, at, this.#scenario, this.#rules);
      const own = made.map(({ next, ...transition }) => ({
        ...transition,
        next: this.#finished(next, transition.label),
      }));
      const alone =
        own.length > 0 &&
        own.every(({ shared }) => !shared) &&
        own.some(({ next }) => (this.#indexes.get(keyOf(next)) ?? Number.POSITIVE_INFINITY) > index);
      if (alone && !this.#whole) return own;
      all.push(...own);
    }
    return all;
  }

  #finished(state: State, label: string): State {
    try {
      return finish(state);
    } catch (error) {
      if (error instanceof Broken) error.after = label;
      throw error;
    }
  }

  #add(state: State, label: string, parent: number): number {
    const key = keyOf(state);
    const known = this.#indexes.get(key);
    if (known !== undefined) return known;
    const index = this.#queue.length;
    this.#indexes.set(key, index);
    this.#queue.push(state);
    this.#labels.push(label);
    this.#parents.push(parent);
    return index;
  }

  #traceTo(index: number): string[] {
    const trace: string[] = [];
    for (let at = index; at > 0; at = this.#parents[at] ?? 0) trace.push(this.#labels[at] ?? "");
    return trace.reverse();
  }

  /** The first state from which nothing ever settles. */
  #stuck(): Explored["violation"] {
    const before = Map.groupBy(this.#to.keys(), (edge) => this.#to[edge] ?? 0);
    const settles = new Uint8Array(this.#queue.length);
    const open = [...this.#settled];
    for (const index of open) settles[index] = 1;
    for (let index = open.pop(); index !== undefined; index = open.pop())
      for (const edge of before.get(index) ?? []) {
        const from = this.#from[edge] ?? 0;
        if (settles[from]) continue;
        settles[from] = 1;
        open.push(from);
      }
    const index = settles.indexOf(0);
    return index === -1 ? null : { what: "from here on nothing ever settles", trace: this.#traceTo(index) };
  }
}

/** Two orders that are alike in everything are still told apart: their names are in all that they leave. */
const keyOf = (state: State): string => String(numberOf(state));

/** A violation to read. */
export const story = ({ what, trace }: NonNullable<Explored["violation"]>) =>
  [what, ...trace.map((step, i) => `${String(i + 1).padStart(3)} ${step}`)].join("\n");
