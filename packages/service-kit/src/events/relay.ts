import type { Logger } from "pino";
import type { Clock } from "../clock.ts";
import type { Database } from "../database/sql.ts";
import type { Metrics } from "../observability/metrics.ts";
import type { KitSettings } from "../settings.ts";
import type { Message, Queues } from "./queues.ts";

const batch = 200;

export interface RelayOptions {
  readonly service: string;
  readonly db: Database;
  readonly clock: Clock;
  readonly queues: Queues;
  readonly settings: Pick<KitSettings, "RELAY_POLL_MS" | "DELIVERY_RESEND_MS">;
  readonly log: Logger;
  readonly metrics: Metrics;
}

interface Due {
  readonly id: string;
  readonly kind: "event" | "job";
  readonly target: string;
  readonly name: string;
  readonly body: unknown;
  readonly traceparent: string | null;
}

/**
 * Sends what is owed: when it is woken by NOTIFY, and looking by itself now and then. A delivery is due again after a growing
 * wait until it is acknowledged, so nothing that Redis loses is lost. Any number of relays may run at once.
 */
export class Relay {
  readonly #options: RelayOptions;
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> | null = null;
  #again = false;
  #stopped = false;

  constructor(options: RelayOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer = setInterval(() => this.wake(), this.#options.settings.RELAY_POLL_MS);
    this.wake();
  }

  /** Sends what is due, now. */
  wake(): void {
    if (this.#stopped) return;
    if (this.#running) {
      this.#again = true;
      return;
    }
    this.#running = this.#drain()
      .catch((err: unknown) => this.#options.log.warn({ err }, "The relay could not send; it will try again"))
      .finally(() => {
        this.#running = null;
        if (this.#again) {
          this.#again = false;
          this.wake();
        }
      });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer) clearInterval(this.#timer);
    await this.#running;
  }

  async #drain(): Promise<void> {
    while (!this.#stopped) {
      const due = await this.#claim();
      if (due.length === 0) return;
      await this.#send(due);
      if (due.length < batch) return;
    }
  }

  /** Takes what is due and makes it due again after its wait; other relays pass over what is locked. */
  async #claim(): Promise<Due[]> {
    const { db, clock, settings } = this.#options;
    const { stoppedAt, aheadMs } = clock.turned();
    return await db.$queryRaw<Due[]>`
      WITH clock AS MATERIALIZED (SELECT kit_now(${stoppedAt}::timestamptz, ${aheadMs}::float8) AS now)
      UPDATE kit_delivery d SET
        attempts = attempts + 1,
        due_at = clock.now + make_interval(secs => ${settings.DELIVERY_RESEND_MS}::float8 / 1000 * power(2, least(attempts, 5)))
      FROM clock, (SELECT id FROM kit_delivery WHERE done_at IS NULL AND due_at <= (SELECT now FROM clock)
            ORDER BY due_at LIMIT ${batch}::int FOR UPDATE SKIP LOCKED) AS due
      WHERE d.id = due.id
      RETURNING d.id, d.kind, d.target, d.name, d.body, d.traceparent`;
  }

  async #send(due: readonly Due[]): Promise<void> {
    const { service, queues, metrics } = this.#options;
    const waiting = Map.groupBy(due, ({ target }) => target);
    for (const [target, deliveries] of [...waiting]) {
      const messages = deliveries.map(
        ({ id, kind, name, body, traceparent }): Message => ({
          deliveryId: id,
          kind,
          from: service,
          name,
          body,
          traceparent,
        }),
      );
      try {
        await queues.send(target, messages);
        waiting.delete(target);
        metrics.sent.inc({ target }, messages.length);
      } catch (error) {
        // Those for other targets were taken with these, and wait as little.
        await this.#notSent([...waiting.values()].flat());
        throw error;
      }
    }
  }

  /** What Redis did not take is due again shortly, and does not count as an attempt. */
  async #notSent(deliveries: readonly Due[]): Promise<void> {
    const { db, clock, settings } = this.#options;
    const { stoppedAt, aheadMs } = clock.turned();
    await db.$executeRaw`
      UPDATE kit_delivery SET attempts = attempts - 1,
        due_at = kit_now(${stoppedAt}::timestamptz, ${aheadMs}::float8) + make_interval(secs => ${settings.RELAY_POLL_MS}::float8 / 1000)
      WHERE id = ANY(${deliveries.map(({ id }) => id)}::uuid[])`;
  }
}
