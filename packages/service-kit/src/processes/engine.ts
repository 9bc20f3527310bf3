import { SpanKind } from "@opentelemetry/api";
import type { Sql } from "../database/sql.ts";
import { hashOf, idempotencyKey, ownerOf } from "../idempotency.ts";
import { newId } from "../ids.ts";
import { inSpan, withTraceparent } from "../observability/tracing.ts";
import { Places } from "../places.ts";
import { invalidInput, isProblem, type Problem, problem } from "../problem.ts";
import { align, waitingStep } from "./align.ts";
import type { ProcessDefinition, StartOptions, StartProblem } from "./process.ts";
import { awaits, type Claimed, type ProcessRow, type StoredProblem } from "./rows.ts";
import { addProcess, claim, findById, findByKey, markAnswered, setFirstState } from "./store.ts";
import { type EngineOptions, type Known, Turn } from "./turn.ts";

/** A process that was begun here, with its lease; or one with the same key, which is whose it is. */
type Begun = Claimed | { readonly row: ProcessRow; readonly lease: null };

/** Runs processes: one step after the other, saved between them, undone from the last one back. */
export class ProcessEngine<Tx extends Sql> {
  readonly #options: EngineOptions<Tx>;
  readonly #inFlight = new Set<Promise<unknown>>();
  /** By the process: a rush at one leaves the doors of the others open. */
  readonly #places: ReadonlyMap<string, Places>;
  #timer: NodeJS.Timeout | null = null;
  #looking: Promise<void> | null = null;
  #lookAgain = false;
  #resumed = 0;
  #sweeping = false;
  #stopping = false;

  constructor(options: EngineOptions<Tx>) {
    this.#options = options;
    const places = options.settings.PROCESS_CONCURRENCY;
    this.#places = new Map(options.processes.map(({ name }) => [name, new Places({ places })]));
    for (const { name, answerAfter, steps } of options.processes)
      if (answerAfter !== undefined && !steps.some((step) => step.name === answerAfter))
        throw new Error(`The process ${name} has no step ${answerAfter} to answer after.`);
  }

  /** Looks for processes that are due: their instance died, they waited, or were woken. */
  sweep(): void {
    this.#sweeping = true;
    this.#timer = setInterval(() => this.wake(), this.#options.settings.PROCESS_POLL_MS);
    this.wake();
  }

  /** Looks for them now. */
  wake(): void {
    if (this.#stopping || !this.#sweeping) return;
    if (this.#looking) {
      this.#lookAgain = true;
      return;
    }
    this.#looking = this.#track(this.#resumeDue()).finally(() => {
      this.#looking = null;
      if (!this.#lookAgain) return;
      this.#lookAgain = false;
      this.wake();
    });
  }

  /** Lets the steps in hand finish; what comes after them is resumed by another instance. */
  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#timer) clearInterval(this.#timer);
    while (this.#inFlight.size > 0) await Promise.allSettled(this.#inFlight);
  }

  /** Begins a process or joins the one with its key, and waits until it has an answer, or for the deadline. */
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
    const deadlineMs = definition.deadlineMs ?? this.#options.settings.PROCESS_DEADLINE_MS;
    const deadline = performance.now() + deadlineMs;
    using place = new DisposableStack();
    const places = this.#placesOf(definition);
    const mayBegin = async () => void place.use(await places.take(deadlineMs / 2));
    const begun = await this.#begin(definition, input, options, mayBegin);
    // Which problems there are is known to the definition's type alone; begin and steps return no others.
    if (isProblem(begun)) return begun as P | StartProblem;
    const row = await this.#driveUntilAnswer(begun, deadline);
    // Whoever was told how it stood is told how it stands now, and no other story.
    const refused = row.status === "REFUSED" && (!row.answeredAt || definition.refusesLate);
    if (row.problem && refused) return revived(row.problem) as P;
    return await definition.answer(this.#options.background(row), definition.state.parse(row.state));
  }

  async #begin<State extends object, Input, Result, P extends Problem>(
    definition: ProcessDefinition<Tx, State, Input, Result, P>,
    input: Input,
    { viewer, key = null, guest }: StartOptions,
    mayBegin: () => Promise<void>,
  ): Promise<Begun | Problem> {
    const { db, transact, settings, log } = this.#options;
    if (key !== null && !idempotencyKey.safeParse(key).success)
      return invalidInput({ path: "idempotencyKey", code: "WRONG_FORMAT" });
    const owner = ownerOf(viewer, guest);
    const inputHash = hashOf(input);
    for (let waited = false; ; waited = true) {
      const known = key === null ? null : await findByKey(db, definition.name, owner, key);
      if (known) return known.inputHash === inputHash ? { row: known, lease: null } : problem("IdempotencyConflict");
      // Before anything is written: whoever is sent away comes again with the same key.
      if (!waited) await mayBegin();
      const id = newId("process");
      const steps = definition.steps.map(({ name }) => waitingStep(name));
      const made = await transact(
        async (work) => {
          // The row comes first: a second call with the key waits for it here, not after `begin` has done its work.
          const added = { id, name: definition.name, owner, key, inputHash, viewer, steps };
          const lease = await addProcess(work.tx, added, work.now, settings.PROCESS_LEASE_MS);
          if (lease === null) return null;
          const state = await definition.begin(work, input);
          if (isProblem(state)) return state;
          return { row: await setFirstState(work.tx, id, state, definition.subject?.(state) ?? null), lease };
        },
        { viewer, log },
      );
      if (made) return made;
    }
  }

  async #driveUntilAnswer(begun: Begun, deadline: number): Promise<ProcessRow> {
    const { db, settings, clock } = this.#options;
    const { id, status } = begun.row;
    if (status !== "RUNNING") return begun.row;
    let own = begun.lease === null ? null : begun;
    for (let wait = 5; ; wait = Math.min(wait * 2, 100)) {
      const driven = own ? this.#driveToAnswer(own) : this.#resumeOne(id);
      own = null;
      const left = Math.max(deadline - performance.now(), 0);
      const row = (await Promise.race([driven, sleep(left)])) ?? (await findById(db, id));
      if (this.#mayAnswer(row)) return row;
      if (performance.now() >= deadline || this.#stopping)
        return (await markAnswered(db, id, clock.turned())) ?? (await findById(db, id));
      await sleep(Math.min(wait, left, settings.PROCESS_POLL_MS));
    }
  }

  /** Takes a process that is due and nobody's; null when there is nothing to take. */
  async #resumeOne(id: string): Promise<ProcessRow | null> {
    const { db, clock, settings } = this.#options;
    const [claimed] = await this.#track(claim(db, { id }, clock.turned(), settings.PROCESS_LEASE_MS));
    return claimed ? await this.#driveToAnswer(claimed) : null;
  }

  /** Drives a process until a door may answer; what is left of it then goes on behind the door. */
  #driveToAnswer(claimed: Claimed): Promise<ProcessRow | null> {
    return new Promise((resolve, reject) => {
      const saved = (row: ProcessRow) => {
        if (row.status === "RUNNING" && this.#mayAnswer(row)) resolve(row);
      };
      this.#track(this.#drive(claimed, saved)).then(resolve, (err: unknown) => {
        this.#options.log.warn({ err, process: claimed.row.id }, "A process stopped short; it will be resumed");
        reject(err);
      });
    });
  }

  /** Over, waiting for something outside, or past the step that it is answered after. */
  #mayAnswer(row: ProcessRow): boolean {
    if (row.status !== "RUNNING") return true;
    if (!row.answeredAt || row.direction === "BACK") return false;
    const { answerAfter } = this.#definitionOf(row);
    const behind = row.steps.findIndex(({ name }) => name === answerAfter);
    return awaits(row) || (behind !== -1 && row.step > behind);
  }

  /** Takes as many due processes as there is room for, and drives them side by side. */
  async #resumeDue(): Promise<void> {
    const { db, clock, settings, log } = this.#options;
    const names = this.#options.processes.map(({ name }) => name);
    if (names.length === 0) return;
    try {
      while (!this.#stopping && this.#resumed < settings.PROCESS_CONCURRENCY) {
        const limit = settings.PROCESS_CONCURRENCY - this.#resumed;
        const due = await claim(db, { names, limit }, clock.turned(), settings.PROCESS_LEASE_MS);
        for (const claimed of due) this.#resume(claimed);
        if (due.length < limit) return;
      }
    } catch (err) {
      log.warn({ err }, "Processes could not be looked after; they will be again");
    }
  }

  /** Drives a process for nobody who waits; then there is room for another. */
  #resume(claimed: Claimed): void {
    this.#resumed += 1;
    void this.#track(this.#drive(claimed, () => undefined))
      .catch((err: unknown) =>
        this.#options.log.warn({ err, process: claimed.row.id }, "A process stopped short; it will be resumed"),
      )
      .finally(() => {
        this.#resumed -= 1;
        this.wake();
      });
  }

  async #drive(claimed: Claimed, saved: (row: ProcessRow) => void): Promise<ProcessRow | null> {
    const { db, log } = this.#options;
    const { row } = claimed;
    const definition = this.#definitionOf(row);
    const aligned = await align(db, claimed, definition);
    if (!aligned) {
      // Its lease lapses by itself, and it is found to be stuck when no other release takes it up.
      log.error({ process: row.id }, "This release cannot go on with a process of another one; it is left alone");
      return null;
    }
    const driver = { stopping: () => this.#stopping, saved };
    const turn = new Turn(this.#options, definition, aligned, driver);
    return await withTraceparent(row.traceparent, () =>
      inSpan(this.#options.tracer, `process ${row.name}`, SpanKind.INTERNAL, {}, () => turn.drive()),
    );
  }

  #placesOf({ name }: { readonly name: string }): Places {
    const places = this.#places.get(name);
    if (!places) throw new Error(`There is no process ${name} here.`);
    return places;
  }

  #definitionOf({ name }: ProcessRow): Known<Tx> {
    const definition = this.#options.processes.find((known) => known.name === name);
    if (!definition) throw new Error(`There is no process ${name} here.`);
    return definition as unknown as Known<Tx>;
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

const sleep = (ms: number) => new Promise<null>((resolve) => setTimeout(resolve, ms, null));

/** A problem that was stored, as one that `isProblem` knows. */
const revived = ({ __typename, ...fields }: StoredProblem): Problem => problem(__typename, fields);
