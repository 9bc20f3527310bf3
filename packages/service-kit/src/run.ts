import type { Logger } from "pino";
import { type Clock, turnedTo } from "./clock.ts";
import { tellingBegin } from "./database/beginning.ts";
import type { Database, Sql } from "./database/sql.ts";
import type { Envelope } from "./events/event.ts";
import { Outbox } from "./events/outbox.ts";
import type { Viewer } from "./identity/viewer.ts";
import { isProblem, type Problem } from "./problem.ts";
import { abortProcess } from "./processes/abort.ts";
import { nameOf, wake } from "./processes/wake.ts";
import type { Action, Work } from "./work.ts";

export interface RunOptions {
  readonly viewer: Viewer;
  readonly log: Logger;
  readonly event?: Envelope | null;
}

/** Runs something in one transaction, which a returned problem rolls back. */
export type Transact<Tx extends Sql> = <R>(work: (work: Work<Tx>) => Promise<R>, options: RunOptions) => Promise<R>;

class RolledBack extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(`Rolled back: ${problem.__typename}`);
    this.problem = problem;
  }
}

const unbegun = new WeakSet<object>();

/** Whether an error came before its transaction began: then the database is away, and what was to be done is not to blame. */
export const neverBegan = (error: unknown): boolean =>
  typeof error === "object" && error !== null && unbegun.has(error);

/** Opens transactions of one subgraph: what is published or enqueued in one is written with it, or not at all. */
export const transactions =
  <Tx extends Sql>(service: string, db: Database<Tx>, clock: Clock, timeout: number, settings: unknown): Transact<Tx> =>
  async <R>(work: (work: Work<Tx>) => Promise<R>, { viewer, log, event = null }: RunOptions): Promise<R> => {
    let began = false;
    try {
      return await inTransaction(db, timeout, async (tx, beganAt) => {
        began = true;
        const outbox = new Outbox(service);
        const woken: { readonly name: string; readonly subject: string }[] = [];
        const now = beganAt ? turnedTo(clock.turned(), beganAt) : await clock(tx);
        const result = await work({
          tx,
          viewer,
          now,
          event,
          log,
          // Each action's own Work type says what they are.
          settings: settings as never,
          publish: (definition, data) => outbox.publish(definition, data),
          enqueue: (job, payload) => outbox.enqueue(job, payload),
          wake: (process, subject) => void woken.push({ name: nameOf(process), subject }),
          abort: (process, subject, problem) => abortProcess(tx, process, subject, problem, now),
        });
        if (isProblem(result)) throw new RolledBack(result);
        // Processes before subjects, as steps lock them, and both last.
        for (const { name, subject } of inOrder(woken)) await wake(tx, name, subject, now);
        await outbox.flush(tx, now);
        return result;
      });
    } catch (error) {
      // Which problem it was is known to the type of `work` alone; it made the very object that comes back here.
      if (error instanceof RolledBack) return error.problem as R;
      if (!began && typeof error === "object" && error !== null) unbegun.add(error);
      throw error;
    }
  };

/** Opens a transaction at READ COMMITTED, and says when the database began it if that could be seen. */
const inTransaction = <Tx extends Sql, R>(
  db: Database<Tx>,
  timeout: number,
  work: (tx: Tx, beganAt: Date | null) => Promise<R>,
): Promise<R> =>
  tellingBegin((beganAt) =>
    db.$transaction(
      async (tx) => {
        if (!beganAt()) await tx.$executeRaw`SET TRANSACTION ISOLATION LEVEL READ COMMITTED`;
        return await work(tx, beganAt());
      },
      { maxWait: timeout, timeout: timeout * 3 },
    ),
  );

/** Runs one action in its own transaction. */
export const runAction = <Tx extends Sql, I, R>(
  transact: Transact<Tx>,
  action: Action<Tx, I, R>,
  input: I,
  options: RunOptions,
): Promise<R> => transact((work) => action(work, input), options);

/** One lock order for all transactions, so that no two wait for each other. */
const inOrder = <Woken extends { readonly name: string; readonly subject: string }>(woken: readonly Woken[]) =>
  woken.toSorted((a, b) => (`${a.name} ${a.subject}` < `${b.name} ${b.subject}` ? -1 : 1));
