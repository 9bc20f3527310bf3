import type { Logger } from "pino";
import type { CallDefinition } from "./calls/call.ts";
import type { Database, Sql } from "./database/sql.ts";
import type { DataOf, Envelope, EventDefinition } from "./events/event.ts";
import type { Viewer } from "./identity/viewer.ts";
import type { JobDefinition } from "./jobs.ts";
import type { Problem } from "./problem.ts";
import type { ProcessDefinition } from "./processes/process.ts";
import type { ProcessName } from "./processes/wake.ts";

/**
 * What an action works with: one transaction, and whatever else it needs is an argument. A subgraph with settings of
 * its own names their type; the kit hands on what it knows nothing of, hence `never`.
 */
export interface Work<Tx, Settings = never> {
  /** The transaction. It is rolled back when the action returns a problem or throws. */
  readonly tx: Tx;
  /** Who asks. In handlers and jobs this is the subgraph itself. */
  readonly viewer: Viewer;
  /** The database's time, so that all instances agree. */
  readonly now: Date;
  /** The event being handled; null elsewhere. */
  readonly event: Envelope | null;
  readonly log: Logger;
  /** The subgraph's own settings. */
  readonly settings: Settings;
  /** Publishes an event with the transaction. */
  publish<E extends EventDefinition>(event: E, data: DataOf<E>): void;
  /** Has a job done after the commit. */
  enqueue<P>(job: JobDefinition<P>, payload: P): void;
  /** Has the processes of that name and subject look again, at once after the commit. */
  wake(process: ProcessName, subject: string): void;
  /**
   * Has the process about a subject turn back, with the transaction, and end with that problem; false when it is too
   * late for that. Its row stays locked until the commit, so nothing that its steps lock is locked after this.
   */
  abort<State extends object, Input, Result, P extends Problem>(
    process: ProcessDefinition<Tx, State, Input, Result, P>,
    subject: string,
    problem: P,
  ): Promise<boolean>;
}

/** One verb, one transaction. What it returns is its result, or a problem: then nothing has changed. */
export type Action<Tx, Input, Result> = (work: Work<Tx>, input: Input) => Promise<Result>;

/** What work outside a transaction has: jobs and the steps of processes. */
export interface Background<Tx, Settings = never> {
  readonly db: Database<Tx & Sql>;
  readonly viewer: Viewer;
  readonly log: Logger;
  /** The subgraph's own settings. */
  readonly settings: Settings;
  /** Runs an action. Its problem, if any, comes back as it is, without code and message. */
  run<Input, Result>(action: Action<Tx, Input, Result>, input: Input): Promise<Result>;
  /** Calls another subgraph. */
  call<Variables, Result>(call: CallDefinition<Variables, Result>, variables: Variables): Promise<Result>;
}
