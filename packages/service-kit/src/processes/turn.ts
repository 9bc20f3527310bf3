import type { Tracer } from "@opentelemetry/api";
import type { Logger } from "pino";
import { backoff } from "../backoff.ts";
import type { Clock } from "../clock.ts";
import type { Database, Sql } from "../database/sql.ts";
import { toJson } from "../events/event.ts";
import type { Metrics } from "../observability/metrics.ts";
import { isProblem, type Problem } from "../problem.ts";
import type { Transact } from "../run.ts";
import type { KitSettings } from "../settings.ts";
import type { Background } from "../work.ts";
import type { AnyProcess, ProcessDefinition, Step, Stepped } from "./process.ts";
import { type Claimed, nextStep, type ProcessRow, type StepRecord, type StoredProblem } from "./rows.ts";
import { Moved, type Progress, renew, type Saver, save } from "./save.ts";
import { findLeased } from "./store.ts";
import { isWaiting } from "./waiting.ts";

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
    | "PROCESS_DEADLINE_MS"
    | "PROCESS_LEASE_MS"
    | "PROCESS_POLL_MS"
    | "PROCESS_ATTEMPTS"
    | "PROCESS_BACKOFF_MS"
    | "PROCESS_CONCURRENCY"
  >;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly tracer: Tracer;
  readonly observe?: Observe | undefined;
}

/** A process whose state's type its own definition knows; the engine carries it from step to step as it is. */
export type Known<Tx> = ProcessDefinition<Tx, object, unknown, unknown>;

/** What a turn needs besides the options of its engine. */
export interface Driver {
  readonly stopping: () => boolean;
  /** Told of the row as it stands after each save. */
  readonly saved: (row: ProcessRow) => void;
}

/** For how many leases one call is waited for; then another instance may try it. */
const longestHeld = 10;

/** One instance's turn at one process. */
export class Turn<Tx extends Sql> {
  readonly #o: EngineOptions<Tx>;
  readonly #definition: Known<Tx>;
  readonly #lease: string;
  readonly #driver: Driver;
  readonly #background: Background<Tx>;
  #row: ProcessRow;
  /** When the lease was renewed last, on this instance's own stopwatch. */
  #renewed = performance.now();

  constructor(options: EngineOptions<Tx>, definition: Known<Tx>, { row, lease }: Claimed, driver: Driver) {
    this.#o = options;
    this.#definition = definition;
    this.#row = row;
    this.#lease = lease;
    this.#driver = driver;
    this.#background = options.background(row);
  }

  /** Drives the process until it is over or lets go of it; gives it as it stands, or null when another drives it. */
  async drive(): Promise<ProcessRow | null> {
    const { log, metrics } = this.#o;
    while (this.#isOurs()) {
      try {
        if (this.#driver.stopping()) await this.#save({ waitMs: 0, despiteAbort: true });
        else await (this.#row.direction === "FORWARD" ? this.#forward() : this.#back());
      } catch (error) {
        if (!(error instanceof Moved)) throw error;
        // Aborted meanwhile, or further than is known here: the answer to a commit was lost.
        const stored = await findLeased(this.#o.db, this.#row.id, this.#lease);
        if (!stored) {
          log.warn({ process: this.#row.id }, "This process went on elsewhere; it is left to whoever has it");
          return null;
        }
        this.#row = stored;
      }
    }
    const { name: process, status } = this.#row;
    if (status !== "RUNNING") metrics.processes.inc({ process, status });
    return this.#row;
  }

  #isOurs = () => this.#row.status === "RUNNING" && this.#row.leased;

  /** Does the next step, unless the process was aborted. */
  async #forward(): Promise<void> {
    const { abort } = this.#row;
    if (abort) return await this.#turnBack(abort, abort.__typename, this.#began());
    const step = this.#definition.steps[this.#row.step];
    if (!step) return await this.#save({ status: "SUCCEEDED", attempts: 0 });
    await this.#tell(step, "before", "FORWARD");
    try {
      await this.#do(step);
    } catch (error) {
      if (error instanceof Moved) throw error;
      return await this.#failed(step, error);
    }
    await this.#tell(step, "after", "FORWARD");
  }

  async #do(step: Step<Tx, object>): Promise<void> {
    if ("act" in step) {
      const acted = await this.#o.transact(
        async (work) => {
          const result = await step.act(work, this.#state());
          if (isProblem(result)) return result;
          return await save(work.tx, this.#held(), this.#progressOf(step, result), this.#saver());
        },
        { viewer: this.#row.viewer, log: this.#o.log },
      );
      if (isProblem(acted)) return await this.#refused(acted);
      return this.#keep(acted);
    }
    const result = await this.#holding(() => step.call(this.#background, this.#state()));
    // The same call may be on its way a second time, and be done yet: its own undo keeps that out.
    if (isProblem(result)) return await this.#refused(result, step.undo ? this.#row.step : this.#row.step - 1);
    const progress = this.#progressOf(step, result);
    try {
      await this.#save(progress);
    } catch (error) {
      if (!(error instanceof Moved)) throw error;
      await this.#takeBack(progress, error);
    }
  }

  /** What was aborted while its call was on its way is undone with what the call told. */
  async #takeBack({ state }: Progress, moved: Moved): Promise<void> {
    const stored = await findLeased(this.#o.db, this.#row.id, this.#lease);
    const { step, direction } = this.#row;
    if (!stored?.abort || stored.step !== step || stored.direction !== direction) throw moved;
    await this.#turnBack(stored.abort, stored.abort.__typename, step, { state });
  }

  /** Where a step leaves the process that did not say no. */
  #progressOf({ name }: Step<Tx, object>, result: Exclude<Stepped<object, Problem>, Problem>): Progress {
    const added = isWaiting(result) ? result.state : result;
    const state = plain({ ...this.#state(), ...added });
    if (isWaiting(result)) {
      const steps = this.#marked({ status: "AWAITING", error: null });
      return { state, steps, attempts: 0, waitMs: result.ms, wakeable: true, answered: true };
    }
    const step = this.#row.step + 1;
    return {
      state,
      step,
      attempts: 0,
      steps: this.#marked({ status: "DONE", error: null }),
      status: step < this.#definition.steps.length ? "RUNNING" : "SUCCEEDED",
      answered: name === this.#definition.answerAfter,
    };
  }

  /** The step said no: what came before it is undone, from a step on back. */
  #refused = (reason: Problem, from = this.#row.step - 1) =>
    this.#turnBack(plain(reason) as StoredProblem, reason.__typename, from);

  /** The last step whose undo has something to do, as far as is known: what was begun may have been done. */
  #began(): number {
    const { step } = this.#row;
    return nextStep(this.#row)?.status === "WAITING" ? step - 1 : step;
  }

  async #turnBack(problem: StoredProblem, error: string, from: number, more: Progress = {}): Promise<void> {
    const kept = this.#definition.state.parse(more.state ?? this.#row.state);
    await this.#save({
      ...more,
      state: plain({ ...kept, ...this.#definition.forget?.(kept) }),
      direction: "BACK",
      step: from,
      attempts: 0,
      problem,
      steps: this.#marked({ status: "FAILED", error }),
      status: from < 0 ? "REFUSED" : "RUNNING",
      despiteAbort: true,
    });
  }

  async #failed(step: Step<Tx, object>, error: unknown): Promise<void> {
    const { settings, log } = this.#o;
    const attempts = this.#row.attempts + 1;
    log.warn({ err: error, process: this.#row.id, step: step.name, attempts }, "A step failed");
    if (!step.certain && attempts >= settings.PROCESS_ATTEMPTS) {
      // What the step did is not known, so it is undone itself too.
      const problem = plain(this.#definition.failed(this.#state())) as StoredProblem;
      return await this.#turnBack(problem, messageOf(error), this.#row.step);
    }
    await this.#save({
      attempts,
      waitMs: backoff(settings.PROCESS_BACKOFF_MS, attempts),
      steps: this.#marked({ error: messageOf(error), attempts }),
    });
  }

  /** Undoes the next step back. */
  async #back(): Promise<void> {
    const { settings, log } = this.#o;
    const step = this.#definition.steps[this.#row.step];
    if (!step) return await this.#save({ status: "REFUSED" });
    await this.#tell(step, "before", "BACK");
    // A step that another release had not was not done.
    const undo = nextStep(this.#row)?.status === "WAITING" ? undefined : step.undo;
    try {
      await this.#holding(async () => undo?.(this.#background, this.#state()));
    } catch (error) {
      if (error instanceof Moved) throw error;
      const attempts = this.#row.attempts + 1;
      log.error(
        { err: error, process: this.#row.id, step: step.name, attempts },
        "A step could not be undone; it will be tried again",
      );
      return await this.#save({
        attempts,
        waitMs: backoff(settings.PROCESS_BACKOFF_MS, attempts),
        steps: this.#marked({ undo: { attempts, error: messageOf(error) } }),
      });
    }
    await this.#save({
      step: this.#row.step - 1,
      attempts: 0,
      steps: this.#marked({ status: "UNDONE", undo: null }),
      status: this.#row.step === 0 ? "REFUSED" : "RUNNING",
    });
    await this.#tell(step, "after", "BACK");
  }

  #state(): object {
    return this.#definition.state.parse(this.#row.state);
  }

  #marked(change: Partial<StepRecord>): readonly StepRecord[] {
    return this.#row.steps.map((step, i) => (i === this.#row.step ? { ...step, ...change } : step));
  }

  #held = (): Claimed => ({ row: this.#row, lease: this.#lease });
  #saver = (): Saver => ({ turned: this.#o.clock.turned(), leaseMs: this.#o.settings.PROCESS_LEASE_MS });

  async #save(progress: Progress): Promise<void> {
    this.#keep(await save(this.#o.db, this.#held(), progress, this.#saver()));
  }

  /** Calls elsewhere under the lease, and holds it meanwhile; but for ever nobody is waited for. */
  async #holding<T>(work: () => Promise<T>): Promise<T> {
    const { db, settings, log } = this.#o;
    const began = performance.now();
    // Asked only when this instance was silent for so long that another may have the process by now.
    if (began - this.#renewed > settings.PROCESS_LEASE_MS / 2) await this.#save({});
    const timer = setInterval(() => {
      if (performance.now() - began > settings.PROCESS_LEASE_MS * longestHeld) return clearInterval(timer);
      renew(db, this.#held(), this.#saver()).then(undefined, (err: unknown) =>
        log.warn({ err, process: this.#row.id }, "The lease of a process could not be renewed"),
      );
    }, settings.PROCESS_LEASE_MS / 3);
    try {
      return await work();
    } finally {
      clearInterval(timer);
    }
  }

  #keep(row: ProcessRow): void {
    this.#row = row;
    this.#renewed = performance.now();
    this.#driver.saved(row);
  }

  async #tell(step: Step<Tx, object>, at: Moment["at"], direction: Moment["direction"]): Promise<void> {
    await this.#o.observe?.({ process: this.#row.name, step: step.name, at, direction });
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error)).slice(0, 500);

/** As it will be read back from JSON, so that a process goes on with the same state whether it crashed or not. */
const plain = (state: object): object => JSON.parse(toJson(state));
