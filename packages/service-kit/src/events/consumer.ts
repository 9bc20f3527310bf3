import { SpanKind, type Tracer } from "@opentelemetry/api";
import { type ConnectionOptions, type Job as QueueJob, Worker } from "bullmq";
import { Redis } from "ioredis";
import type { Logger } from "pino";
import { z } from "zod";
import { backoff } from "../backoff.ts";
import type { Clock } from "../clock.ts";
import type { Database, Sql } from "../database/sql.ts";
import { serviceViewer } from "../identity/identity.ts";
import type { AnyJob } from "../jobs.ts";
import type { Metrics } from "../observability/metrics.ts";
import { inSpan, withTraceparent } from "../observability/tracing.ts";
import { isProblem } from "../problem.ts";
import { neverBegan, type Transact } from "../run.ts";
import type { KitSettings } from "../settings.ts";
import type { Background } from "../work.ts";
import { bury, type DeadLetter, findDeadLetter, markReplayed } from "./deadLetters.ts";
import type { Envelope } from "./event.ts";
import type { Handler } from "./handler.ts";
import type { Message, Queues } from "./queues.ts";

const envelopeShape = z.object({
  specversion: z.literal("1.0"),
  id: z.uuid(),
  source: z.string(),
  type: z.string(),
  subject: z.string(),
  time: z.string(),
  datacontenttype: z.literal("application/json"),
  sequence: z.number().int(),
  schemaversion: z.number().int(),
  data: z.unknown(),
});

export interface ConsumerOptions<Tx extends Sql> {
  readonly service: string;
  readonly db: Database<Tx>;
  readonly clock: Clock;
  readonly transact: Transact<Tx>;
  readonly background: Background<Tx>;
  readonly handlers: readonly Handler<string, Tx>[];
  readonly jobs: readonly AnyJob<Tx>[];
  readonly queues: Queues;
  readonly settings: KitSettings;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly tracer: Tracer;
}

/** What cannot succeed by being tried again. */
class Hopeless extends Error {}

/** After so many workers that died with it in hand, a job is a suspect: then one of them is done at a time. */
const stallsOfSuspects = 3;
/** How often a suspect is tried before it is taken for what kills its workers. */
const triesOfSuspects = 7;

/** Works through the subgraph's queue: events that it hears, jobs that it owes itself, acknowledgements. */
export class Consumer<Tx extends Sql> {
  readonly #options: ConsumerOptions<Tx>;
  #worker: Worker<Message> | null = null;
  #connection: Redis | null = null;
  #lastSuspect: Promise<unknown> = Promise.resolve();

  constructor(options: ConsumerOptions<Tx>) {
    this.#options = options;
  }

  start(): void {
    const { service, settings, log } = this.#options;
    const connection = new Redis(settings.REDIS_URL, {
      maxRetriesPerRequest: null,
      retryStrategy: (n) => Math.min(n * 200, 2_000),
    });
    // That Redis is away is shown by readiness; the worker goes on by itself when it is back.
    connection.on("error", () => undefined);
    this.#connection = connection;
    this.#worker = new Worker<Message>(service, (job) => this.#work(job), {
      connection: connection as ConnectionOptions,
      prefix: settings.QUEUE_PREFIX,
      concurrency: settings.WORKER_CONCURRENCY,
      lockDuration: settings.WORKER_LOCK_MS,
      stalledInterval: settings.WORKER_LOCK_MS,
      // A worker that is killed in mid-job is no reason to give the job up: its inbox makes repeats harmless. What kills
      // its workers is a suspect, and ends as a dead letter; here it would only be forgotten, and sent again for ever.
      maxStalledCount: 1_000,
      settings: { backoffStrategy: (made) => backoff(settings.HANDLER_BACKOFF_MS, made) },
    });
    this.#worker.on("error", (err) => log.debug({ err }, "The worker has no queue; it goes on when Redis is back"));
    this.#worker.on("closed", () => connection.disconnect());
  }

  get connected(): boolean {
    return this.#connection?.status === "ready";
  }

  /** Finishes what is in hand. Without Redis there is nothing to hand back, and nothing to wait for. */
  async stop(): Promise<void> {
    const abrupt = !this.connected;
    if (abrupt) this.#connection?.disconnect();
    await this.#worker?.close(abrupt);
  }

  /** Handles a dead letter now. Null when there is none waiting; `error` is null when it went well. */
  async replay(id: string): Promise<{ deadLetter: DeadLetter; error: string | null } | null> {
    const { db, clock } = this.#options;
    const found = await findDeadLetter(db, id);
    if (!found || found.replayedAt) return null;
    try {
      await (found.kind === "job" ? this.#doJob(found.type, found.body) : this.#handle(found.body));
    } catch (error) {
      return { deadLetter: found, error: messageOf(error) };
    }
    await markReplayed(db, id, await clock(db));
    return { deadLetter: (await findDeadLetter(db, id)) ?? found, error: null };
  }

  async #work(job: QueueJob<Message>): Promise<void> {
    const message = job.data;
    if (message.kind === "ack") return await this.#acknowledged(message.deliveryId);
    if (job.stalledCounter < stallsOfSuspects) return await this.#deliver(job);
    const turn = this.#lastSuspect.then(() => this.#trySuspect(job));
    this.#lastSuspect = turn.catch(() => undefined);
    await turn;
  }

  /**
   * Whatever a dying worker had in hand stalled with what killed it. Suspects are done one at a time and counted as
   * they begin, so the innocent ones get through, and the one that kills is set aside.
   */
  async #trySuspect(job: QueueJob<Message>): Promise<void> {
    const { suspectTries = 0 } = job.data;
    if (suspectTries < triesOfSuspects) {
      await job.updateData({ ...job.data, suspectTries: suspectTries + 1 });
      return await this.#deliver(job);
    }
    const { kind, name, deliveryId } = job.data;
    await this.#bury(job.data, new Hopeless("Its workers died with it in hand, again and again."), job.stalledCounter);
    this.#options.metrics.handled.inc({ kind, name, outcome: "dead" });
    this.#options.log.error({ kind, name, delivery: deliveryId }, "Set aside as a dead letter");
    await this.#acknowledge(job.data);
  }

  async #deliver(job: QueueJob<Message>): Promise<void> {
    const message = job.data;
    const { tracer, metrics } = this.#options;
    const { kind, name } = message;
    await withTraceparent(message.traceparent, () =>
      inSpan(tracer, `${kind} ${name}`, SpanKind.CONSUMER, { "messaging.system": "bullmq" }, async () => {
        const outcome = await this.#attempt(job);
        metrics.handled.inc({ kind, name, outcome });
        await this.#acknowledge(message);
      }),
    );
  }

  /** Throws while there are attempts left, so that the queue brings it again; ends as a dead letter. */
  async #attempt(job: QueueJob<Message>): Promise<"done" | "repeated" | "dead"> {
    const { settings, log, metrics } = this.#options;
    const message = job.data;
    const { kind, name, away = 0 } = message;
    const attempt = job.attemptsMade + 1 - away;
    try {
      if (kind === "event") return (await this.#handle(message.body)) ? "done" : "repeated";
      await this.#doJob(name, message.body);
      return "done";
    } catch (error) {
      log.warn({ err: error, kind, name, attempt }, "Could not be handled");
      if (neverBegan(error)) {
        metrics.handled.inc({ kind, name, outcome: "away" });
        await job.updateData({ ...message, away: away + 1 });
        throw error;
      }
      if (!(error instanceof Hopeless) && attempt < settings.HANDLER_ATTEMPTS) {
        metrics.handled.inc({ kind, name, outcome: "failed" });
        throw error;
      }
      await this.#bury(message, error, attempt);
      log.error({ kind, name, delivery: message.deliveryId }, "Set aside as a dead letter");
      return "dead";
    }
  }

  /** False when it was handled before. */
  async #handle(body: unknown): Promise<boolean> {
    const { handlers, transact, service, log } = this.#options;
    const parsed = envelopeShape.safeParse(body);
    if (!parsed.success) throw new Hopeless("This is no event.");
    const envelope: Envelope = parsed.data;
    const handler = handlers.find(({ event }) => event.type === envelope.type);
    if (!handler) throw new Hopeless(`Nothing here handles ${envelope.type}.`);
    const data = handler.event.data.safeParse(envelope.data);
    if (!data.success) throw new Hopeless(`The payload of ${envelope.type} has the wrong shape.`);

    const outcome = await transact(
      async (work) => {
        // A second delivery waits here for the first one's transaction, and then finds its row.
        const fresh = await work.tx.$executeRaw`
          INSERT INTO kit_inbox (id, type, handled_at)
          VALUES (${envelope.id}::uuid, ${envelope.type}, ${work.now}::timestamptz) ON CONFLICT DO NOTHING`;
        if (fresh === 0) return false;
        // `on` tied the action's input to the event's data, which was parsed above.
        const result = await handler.action(work, data.data as never);
        return isProblem(result) ? result : true;
      },
      { viewer: serviceViewer(service), log, event: envelope },
    );
    if (isProblem(outcome)) throw new Hopeless(`Refused with ${outcome.__typename}.`);
    return outcome;
  }

  async #doJob(name: string, body: unknown): Promise<void> {
    const job = this.#options.jobs.find((known) => known.name === name);
    if (!job) throw new Hopeless(`There is no job ${name} here.`);
    const payload = job.payload.safeParse(body);
    if (!payload.success) throw new Hopeless(`The payload of ${name} has the wrong shape.`);
    await job.run(this.#options.background, payload.data as never);
  }

  async #bury(message: Message, error: unknown, attempts: number): Promise<void> {
    const { db, clock } = this.#options;
    const envelope = envelopeShape.safeParse(message.body);
    await bury(db, {
      id: envelope.success ? envelope.data.id : message.deliveryId,
      kind: message.kind === "job" ? "job" : "event",
      type: message.name,
      subject: envelope.success ? envelope.data.subject : message.deliveryId,
      body: message.body,
      error: messageOf(error),
      attempts,
      failedAt: await clock(db),
    });
  }

  /** Tells whoever owes the delivery. An acknowledgement that is lost leads to a repeat, which leads to another. */
  async #acknowledge({ deliveryId, from, name }: Message): Promise<void> {
    const { service, queues } = this.#options;
    if (from === service) return await this.#acknowledged(deliveryId);
    await queues.send(from, [{ deliveryId, kind: "ack", from: service, name, body: null, traceparent: null }]);
  }

  async #acknowledged(deliveryId: string): Promise<void> {
    const { db, clock } = this.#options;
    const { stoppedAt, aheadMs } = clock.turned();
    await db.$executeRaw`
      UPDATE kit_delivery SET done_at = kit_now(${stoppedAt}::timestamptz, ${aheadMs}::float8) WHERE id = ${deliveryId}::uuid AND done_at IS NULL`;
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error)).slice(0, 1_000);
