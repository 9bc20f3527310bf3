import { SpanKind, type Tracer } from "@opentelemetry/api";
import type { Logger } from "pino";
import type { Clock } from "../clock.ts";
import type { Database, Sql } from "../database/sql.ts";
import { hashOf, idempotencyKey, ownerOf } from "../idempotency.ts";
import { newId } from "../ids.ts";
import type { Metrics } from "../observability/metrics.ts";
import { inSpan, withTraceparent } from "../observability/tracing.ts";
import { invalidInput, isProblem, type Problem, problem } from "../problem.ts";
import type { Transact } from "../run.ts";
import type { KitSettings } from "../settings.ts";
import type { Background } from "../work.ts";
import type { AnyProcess, ProcessDefinition, StartOptions, StartProblem, Step } from "./process.ts";
import {
  addProcess,
  claim,
  findById,
  findByKey,
  LeaseLost,
  type ProcessRow,
  type Progress,
  type StepRecord,
  save,
} from "./store.ts";

/** A moment in a process, told to whoever observes it: tests stop the service at one. */
export interface Moment {
  readonly process: string;
  readonly step: string;
  readonly at: "before" | "after";
  readonly direction: "FORWARD" | "BACK";
}

export type Observe = (moment: Moment) => void | Promise<void>;

export interface EngineOptions<Tx extends Sql> {
  readonly db: Database<Tx>;
  readonly clock: Clock;
  readonly transact: Transact<Tx>;
  readonly background: (row: Pick<ProcessRow, "viewer">) => Background<Tx>;
  readonly processes: readonly AnyProcess<Tx>[];
  readonly settings: Pick<
    KitSettings,
    "PROCESS_DEADLINE_MS" | "PROCESS_LEASE_MS" | "PROCESS_POLL_MS" | "PROCESS_ATTEMPTS" | "PROCESS_BACKOFF_MS"
  >;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly tracer: Tracer;
  readonly observe?: Observe | undefined;
}

/** A process whose state's type its own definition knows; the engine carries it from step to step as it is. */
type Known<Tx> = ProcessDefinition<Tx, object, unknown, unknown>;

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
  async start<State extends object, Input, Result, P extends Problem>(
    definition: ProcessDefinition<Tx, State, Input, Result, P>,
    input: Input,
    options: StartOptions,
  ): Promise<Result | StartProblem | P> {
    const begun = await this.#begin(definition, input, options);
    // Which problems there are is known to the definition's type alone; begin and steps return no others.
    if (isProblem(begun)) return begun as P | StartProblem;
    const over = await this.#driveUntilDeadline(
      begun.id,
      definition.deadlineMs ?? this.#options.settings.PROCESS_DEADLINE_MS,
    );
    if (over.problem) return revived(over.problem) as P;
    return await definition.answer(this.#options.background(over), definition.state.parse(over.state));
  }

  async #begin<State extends object, Input, Result, P extends Problem>(
    definition: ProcessDefinition<Tx, State, Input, Result, P>,
    input: Input,
    { viewer, key = null, guest }: StartOptions,
  ): Promise<{ id: string } | Problem> {
    const { db, transact, log } = this.#options;
    if (key !== null && !idempotencyKey.safeParse(key).success)
      return invalidInput({ path: "idempotencyKey", code: "WRONG_FORMAT" });
    const owner = ownerOf(viewer, guest);
    const inputHash = hashOf(input);
    for (;;) {
      const known = key === null ? null : await findByKey(db, definition.name, owner, key);
      if (known) return known.inputHash === inputHash ? known : problem("IdempotencyConflict");
      const id = newId("process");
      const steps = definition.steps.map(
        ({ name }): StepRecord => ({ name, status: "WAITING", attempts: 0, startedAt: null, error: null }),
      );
      const made = await transact(
        async (work) => {
          // The row comes first: a second call with the key waits for it here, not after `begin` has done its work.
          if (
            !(await addProcess(
              work.tx,
              { id, name: definition.name, owner, key, inputHash, viewer, state: {}, steps },
              work.now,
            ))
          )
            return null;
          const state = await definition.begin(work, input);
          if (isProblem(state)) return state;
          await work.tx
            .$executeRaw`UPDATE kit_process SET state = ${JSON.stringify(plain(state))}::jsonb WHERE id = ${id}`;
          return { id };
        },
        { viewer, log },
      );
      if (made) return made;
    }
  }

  async #driveUntilDeadline(id: string, deadlineMs: number): Promise<ProcessRow> {
    const { db, settings } = this.#options;
    const deadline = performance.now() + deadlineMs;
    for (let wait = 5; ; wait = Math.min(wait * 2, 100)) {
      const left = Math.max(deadline - performance.now(), 0);
      const driven = this.#track(this.#drive({ id }));
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
      while (!this.#stopping && (await this.#drive({ names }))) {
        // Another may be due.
      }
    } catch (err) {
      this.#options.log.warn({ err }, "Processes could not be looked after; they will be again");
    }
  }

  /** Takes one process and drives it until it is over or has to wait. False when there was none to take. */
  async #drive(which: { id: string } | { names: readonly string[] }): Promise<boolean> {
    const { db, clock, settings, processes, tracer } = this.#options;
    const claimed = await claim(db, which, await clock(db), settings.PROCESS_LEASE_MS);
    if (!claimed) return false;
    const { row, lease } = claimed;
    const definition = processes.find(({ name }) => name === row.name) as unknown as Known<Tx> | undefined;
    if (!definition) throw new Error(`There is no process ${row.name} here.`);
    const run = new Run(this.#options, definition, row, lease, () => this.#stopping);
    await withTraceparent(row.traceparent, () =>
      inSpan(tracer, `process ${row.name}`, SpanKind.INTERNAL, {}, () => run.drive()),
    );
    return true;
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

/** One instance's turn at one process. */
class Run<Tx extends Sql> {
  readonly #o: EngineOptions<Tx>;
  readonly #definition: Known<Tx>;
  readonly #lease: string;
  readonly #stopping: () => boolean;
  readonly #background: Background<Tx>;
  #row: ProcessRow;

  constructor(
    options: EngineOptions<Tx>,
    definition: Known<Tx>,
    row: ProcessRow,
    lease: string,
    stopping: () => boolean,
  ) {
    this.#o = options;
    this.#definition = definition;
    this.#row = row;
    this.#lease = lease;
    this.#stopping = stopping;
    this.#background = options.background(row);
  }

  async drive(): Promise<void> {
    const { log, metrics } = this.#o;
    try {
      while (this.#row.status === "RUNNING") {
        if (this.#stopping()) return await this.#save({ waitMs: 0 });
        const waits = await (this.#row.direction === "FORWARD" ? this.#forward() : this.#back());
        if (waits) return;
      }
      metrics.processes.inc({ process: this.#row.name, status: this.#row.status });
    } catch (error) {
      if (!(error instanceof LeaseLost)) throw error;
      log.warn({ process: this.#row.id }, "This process went on elsewhere; it is left to whoever has it");
    }
  }

  /** Does the next step; true when the process has to wait. */
  async #forward(): Promise<boolean> {
    const step = this.#definition.steps[this.#row.step];
    if (!step) {
      await this.#save({ status: "SUCCEEDED", attempts: 0 });
      return false;
    }
    await this.#tell(step, "before", "FORWARD");
    try {
      await this.#do(step);
    } catch (error) {
      if (error instanceof LeaseLost) throw error;
      return await this.#failed(step, error);
    }
    await this.#tell(step, "after", "FORWARD");
    return false;
  }

  async #do(step: Step<Tx, object>): Promise<void> {
    const done = (added: object): Progress => ({
      state: plain({ ...this.#state(), ...added }),
      step: this.#row.step + 1,
      attempts: 0,
      steps: this.#marked({ status: "DONE", error: null }),
    });
    if ("act" in step) {
      const acted = await this.#o.transact(
        async (work) => {
          const result = await step.act(work, this.#state());
          if (isProblem(result)) return result;
          return await save(work.tx, this.#row, this.#lease, done(result), work.now, this.#o.settings.PROCESS_LEASE_MS);
        },
        { viewer: this.#row.viewer, log: this.#o.log },
      );
      if (isProblem(acted)) return await this.#refused(acted, this.#row.step - 1);
      this.#row = acted;
      return;
    }
    const now = await this.#now();
    await this.#save({
      steps: this.#marked({ status: "STARTED", attempts: this.#row.attempts + 1, startedAt: now.toISOString() }),
    });
    const result = await step.call(this.#background, this.#state());
    if (isProblem(result)) return await this.#refused(result, this.#row.step - 1);
    await this.#save(done(result));
  }

  /** Turns back: the step said no, or kept failing. */
  async #refused(reason: Problem, undoFrom: number): Promise<void> {
    await this.#save({
      direction: "BACK",
      step: undoFrom,
      attempts: 0,
      problem: plain(reason) as ProcessRow["problem"],
      steps: this.#marked({ status: "FAILED", error: reason.__typename }),
    });
  }

  async #failed(step: Step<Tx, object>, error: unknown): Promise<boolean> {
    const { settings, log } = this.#o;
    const attempts = this.#row.attempts + 1;
    log.warn({ err: error, process: this.#row.id, step: step.name, attempts }, "A step failed");
    if (!step.certain && attempts >= settings.PROCESS_ATTEMPTS) {
      // What the step did is not known, so it is undone itself too.
      await this.#refused(this.#definition.failed(this.#state()), this.#row.step);
      return false;
    }
    await this.#save({
      attempts,
      waitMs: backoff(settings.PROCESS_BACKOFF_MS, attempts),
      steps: this.#marked({ error: messageOf(error), attempts }),
    });
    return true;
  }

  /** Undoes the next step back; true when the process has to wait. */
  async #back(): Promise<boolean> {
    const { settings, log } = this.#o;
    const step = this.#definition.steps[this.#row.step];
    if (!step) {
      await this.#save({ status: "REFUSED" });
      return false;
    }
    await this.#tell(step, "before", "BACK");
    try {
      await step.undo?.(this.#background, this.#state());
    } catch (error) {
      const attempts = this.#row.attempts + 1;
      log.error(
        { err: error, process: this.#row.id, step: step.name, attempts },
        "A step could not be undone; it will be tried again",
      );
      await this.#save({ attempts, waitMs: backoff(settings.PROCESS_BACKOFF_MS, attempts) });
      return true;
    }
    await this.#save({ step: this.#row.step - 1, attempts: 0, steps: this.#marked({ status: "UNDONE" }) });
    await this.#tell(step, "after", "BACK");
    return false;
  }

  #state(): object {
    return this.#definition.state.parse(this.#row.state);
  }

  #marked(change: Partial<StepRecord>): readonly StepRecord[] {
    return this.#row.steps.map((step, i) => (i === this.#row.step ? { ...step, ...change } : step));
  }

  #now = () => this.#o.clock(this.#o.db);

  async #save(progress: Progress): Promise<void> {
    this.#row = await save(
      this.#o.db,
      this.#row,
      this.#lease,
      progress,
      await this.#now(),
      this.#o.settings.PROCESS_LEASE_MS,
    );
  }

  async #tell(step: Step<Tx, object>, at: Moment["at"], direction: Moment["direction"]): Promise<void> {
    await this.#o.observe?.({ process: this.#row.name, step: step.name, at, direction });
  }
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const backoff = (first: number, attempt: number) => Math.min(first * 2 ** (attempt - 1), 60_000);
const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error)).slice(0, 500);

/** As it will be read back from JSON, so that a process goes on with the same state whether it crashed or not. */
const plain = (state: object): object =>
  JSON.parse(JSON.stringify(state, (_, part: unknown) => (typeof part === "bigint" ? part.toString() : part)));

/** A problem that was stored, as one that `isProblem` knows. */
const revived = ({ __typename, ...fields }: NonNullable<ProcessRow["problem"]>): Problem => problem(__typename, fields);
