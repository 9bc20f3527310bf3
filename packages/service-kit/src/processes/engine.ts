import { SpanKind } from "@opentelemetry/api";
import type { Sql } from "../database/sql.ts";
import { hashOf, idempotencyKey, ownerOf } from "../idempotency.ts";
import { newId } from "../ids.ts";
import { inSpan, withTraceparent } from "../observability/tracing.ts";
import { invalidInput, isProblem, type Problem, problem } from "../problem.ts";
import type { ProcessDefinition, StartOptions, StartProblem } from "./process.ts";
import {
  addProcess,
  type Claimed,
  claim,
  findById,
  findByKey,
  type ProcessRow,
  type StepRecord,
  setFirstState,
} from "./store.ts";
import { type EngineOptions, type Known, Turn } from "./turn.ts";

/** A process that was begun here, with its lease; or one with the same key, which is whose it is. */
type Begun = Claimed | { readonly row: ProcessRow; readonly lease: null };

/** Runs processes: one step after the other, each saved before and after, undone from the last one back. */
export class ProcessEngine<Tx extends Sql> {
  readonly #options: EngineOptions<Tx>;
  readonly #inFlight = new Set<Promise<unknown>>();
  #timer: NodeJS.Timeout | null = null;
  #stopping = false;

  constructor(options: EngineOptions<Tx>) {
    this.#options = options;
  }

  /** Looks for processes that are due: their instance died, or they wait for another attempt. */
  sweep(): void {
    const look = () => {
      if (this.#stopping) return;
      void this.#track(this.#resumeDue()).finally(() => {
        if (!this.#stopping) this.#timer = setTimeout(look, this.#options.settings.PROCESS_POLL_MS);
      });
    };
    look();
  }

  /** Lets the steps in hand finish; what comes after them is resumed by another instance. */
  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#timer) clearTimeout(this.#timer);
    await Promise.allSettled(this.#inFlight);
  }

  /** Begins a process or joins the one with its key, and waits for it until the deadline. */
  start<State extends object, Input, Result, P extends Problem>(
    definition: ProcessDefinition<Tx, State, Input, Result, P>,
    input: Input,
    options: StartOptions,
  ): Promise<Result | StartProblem | P> {
    return this.#track(this.#start(definition, input, options));
  }

  async #start<State extends object, Input, Result, P extends Problem>(
    definition: ProcessDefinition<Tx, State, Input, Result, P>,
    input: Input,
    options: StartOptions,
  ): Promise<Result | StartProblem | P> {
    const begun = await this.#begin(definition, input, options);
    // Which problems there are is known to the definition's type alone; begin and steps return no others.
    if (isProblem(begun)) return begun as P | StartProblem;
    const over = await this.#driveUntilDeadline(
      begun,
      definition.deadlineMs ?? this.#options.settings.PROCESS_DEADLINE_MS,
    );
    if (over.problem) return revived(over.problem) as P;
    return await definition.answer(this.#options.background(over), definition.state.parse(over.state));
  }

  async #begin<State extends object, Input, Result, P extends Problem>(
    definition: ProcessDefinition<Tx, State, Input, Result, P>,
    input: Input,
    { viewer, key = null, guest }: StartOptions,
  ): Promise<Begun | Problem> {
    const { db, transact, settings, log } = this.#options;
    if (key !== null && !idempotencyKey.safeParse(key).success)
      return invalidInput({ path: "idempotencyKey", code: "WRONG_FORMAT" });
    const owner = ownerOf(viewer, guest);
    const inputHash = hashOf(input);
    for (;;) {
      const known = key === null ? null : await findByKey(db, definition.name, owner, key);
      if (known) return known.inputHash === inputHash ? { row: known, lease: null } : problem("IdempotencyConflict");
      const id = newId("process");
      const steps = definition.steps.map(
        ({ name }): StepRecord => ({ name, status: "WAITING", attempts: 0, startedAt: null, error: null }),
      );
      const made = await transact(
        async (work) => {
          // The row comes first: a second call with the key waits for it here, not after `begin` has done its work.
          const added = { id, name: definition.name, owner, key, inputHash, viewer, steps };
          const lease = await addProcess(work.tx, added, work.now, settings.PROCESS_LEASE_MS);
          if (lease === null) return null;
          const state = await definition.begin(work, input);
          if (isProblem(state)) return state;
          return { row: await setFirstState(work.tx, id, state), lease };
        },
        { viewer, log },
      );
      if (made) return made;
    }
  }

  async #driveUntilDeadline(begun: Begun, deadlineMs: number): Promise<ProcessRow> {
    const { db, settings } = this.#options;
    const { id } = begun.row;
    const deadline = performance.now() + deadlineMs;
    let own = begun.lease === null ? null : begun;
    for (let wait = 5; ; wait = Math.min(wait * 2, 100)) {
      const left = Math.max(deadline - performance.now(), 0);
      const driven = this.#track<unknown>(own ? this.#drive(own) : this.#resume({ id }));
      own = null;
      await Promise.race([driven, sleep(left)]);
      const row = await findById(db, id);
      if (!row) throw new Error(`The process ${id} is gone.`);
      if (row.status !== "RUNNING" || performance.now() >= deadline || this.#stopping) return row;
      await sleep(Math.min(wait, left, settings.PROCESS_POLL_MS));
    }
  }

  async #resumeDue(): Promise<void> {
    const names = this.#options.processes.map(({ name }) => name);
    try {
      while (!this.#stopping && (await this.#resume({ names }))) {
        // Another may be due.
      }
    } catch (err) {
      this.#options.log.warn({ err }, "Processes could not be looked after; they will be again");
    }
  }

  /** Takes one process and drives it until it is over or has to wait. False when there was none to take. */
  async #resume(which: { id: string } | { names: readonly string[] }): Promise<boolean> {
    const { db, clock, settings } = this.#options;
    const claimed = await claim(db, which, await clock(db), settings.PROCESS_LEASE_MS);
    if (claimed) await this.#drive(claimed);
    return claimed !== null;
  }

  async #drive({ row, lease }: Claimed): Promise<void> {
    const { processes, tracer } = this.#options;
    const definition = processes.find(({ name }) => name === row.name) as unknown as Known<Tx> | undefined;
    if (!definition) throw new Error(`There is no process ${row.name} here.`);
    const turn = new Turn(this.#options, definition, row, lease, () => this.#stopping);
    await withTraceparent(row.traceparent, () =>
      inSpan(tracer, `process ${row.name}`, SpanKind.INTERNAL, {}, () => turn.drive()),
    );
  }

  #track<T>(work: Promise<T>): Promise<T> {
    this.#inFlight.add(work);
    void work.then(
      () => this.#inFlight.delete(work),
      () => this.#inFlight.delete(work),
    );
    return work;
  }
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** A problem that was stored, as one that `isProblem` knows. */
const revived = ({ __typename, ...fields }: NonNullable<ProcessRow["problem"]>): Problem => problem(__typename, fields);
