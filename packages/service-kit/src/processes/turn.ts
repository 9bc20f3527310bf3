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
import type { AnyProcess, ProcessDefinition, Step } from "./process.ts";
import { LeaseLost, type ProcessRow, type Progress, type StepRecord, save } from "./store.ts";

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
export type Known<Tx> = ProcessDefinition<Tx, object, unknown, unknown>;

/** One instance's turn at one process. */
export class Turn<Tx extends Sql> {
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

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error)).slice(0, 500);

/** As it will be read back from JSON, so that a process goes on with the same state whether it crashed or not. */
const plain = (state: object): object => JSON.parse(toJson(state));
