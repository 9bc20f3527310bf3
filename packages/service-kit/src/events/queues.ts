import { type ConnectionOptions, Queue } from "bullmq";
import { Redis } from "ioredis";
import type { KitSettings } from "../settings.ts";

/** What travels through Redis: enough to do the work, and to say to whom it is done. */
export interface Message {
  /** Of the delivery, in the publisher's database. */
  readonly deliveryId: string;
  readonly kind: "event" | "job" | "ack";
  /** The subgraph that owes the delivery. */
  readonly from: string;
  readonly name: string;
  readonly body: unknown;
  readonly traceparent: string | null;
  /** How often it was tried after several of its workers had died. */
  readonly suspectTries?: number;
  /** How often it was tried while the database was away, which counts for nothing. */
  readonly away?: number;
}

type QueueSettings = Pick<KitSettings, "REDIS_URL" | "QUEUE_PREFIX">;

/** A connection that fails fast: what cannot be sent now is sent again later, since PostgreSQL remembers it. */
const failFast = (url: string) =>
  new Redis(url, { enableOfflineQueue: false, maxRetriesPerRequest: 1, commandTimeout: 2_000, connectTimeout: 2_000 });

const asJob = (data: Message) => ({
  name: data.kind,
  data,
  // A delivery that is still in the queue is not put there again; one that is gone may be.
  // How often it is tried is the worker's to say; it answers the last failure with a dead letter.
  opts: {
    jobId: `${data.kind}-${data.deliveryId}`,
    attempts: 1_000,
    backoff: { type: "custom" },
    removeOnComplete: true,
    removeOnFail: true,
  },
});

/** The queues that one service writes to, opened as they are needed. */
export class Queues {
  readonly #settings: QueueSettings;
  readonly #connection: Redis;
  readonly #queues = new Map<string, Queue<Message>>();

  constructor(settings: QueueSettings) {
    this.#settings = settings;
    this.#connection = failFast(settings.REDIS_URL);
    // Being disconnected is a state that readiness shows; every command reports it by failing.
    this.#connection.on("error", () => undefined);
  }

  /** Rejects when Redis does not take them all at once. */
  async send(target: string, messages: readonly Message[]): Promise<void> {
    if (!this.connected) throw new Error("Redis cannot be reached.");
    const queue = this.#queue(target);
    try {
      await queue.addBulk(messages.map(asJob));
    } catch (error) {
      // A queue whose first handshake failed never tries it again, so the next send begins with another.
      this.#queues.delete(target);
      await queue.close().catch(() => undefined);
      throw error;
    }
  }

  get connected(): boolean {
    return this.#connection.status === "ready";
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.#queues.values()].map((queue) => queue.close()));
    this.#connection.disconnect();
  }

  #queue(name: string): Queue<Message> {
    const known = this.#queues.get(name);
    if (known) return known;
    const queue = new Queue<Message>(name, {
      connection: this.#connection as ConnectionOptions,
      prefix: this.#settings.QUEUE_PREFIX,
      skipWaitingForReady: true,
    });
    queue.on("error", () => undefined);
    this.#queues.set(name, queue);
    return queue;
  }
}
