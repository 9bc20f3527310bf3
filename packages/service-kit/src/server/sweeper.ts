import type { Logger } from "pino";
import type { Clock } from "../clock.ts";
import type { Database, Sql } from "../database/sql.ts";
import type { KitSettings } from "../settings.ts";
import type { Sweep } from "../subgraph.ts";
import type { Background } from "../work.ts";

export interface SweeperOptions<Tx extends Sql> {
  readonly db: Database<Tx>;
  readonly clock: Clock;
  readonly background: Background<Tx>;
  readonly sweeps: readonly Sweep<Tx>[];
  readonly settings: Pick<KitSettings, "IDEMPOTENCY_DAYS">;
  readonly log: Logger;
}

const hour = 3_600_000;

/** How long it is remembered what was handled, and how processes went. */
const keptDays = 90;

/**
 * Looks after things now and then, the subgraph's and the kit's: each in one worker at a time. One after the other,
 * since a sweep holds a connection while its work takes others: together they could hold all that there are, each
 * waiting for one more.
 */
export class Sweeper<Tx extends Sql> {
  readonly #options: SweeperOptions<Tx>;
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #waiting = new Set<string>();
  #last: Promise<void> = Promise.resolve();

  constructor(options: SweeperOptions<Tx>) {
    this.#options = options;
  }

  start(): void {
    for (const sweep of [...this.#options.sweeps, ...this.own()]) {
      const run = () => this.#inTurn(sweep);
      this.#timers.push(setInterval(run, sweep.everyMs));
      run();
    }
  }

  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    this.#waiting.clear();
    await this.#last;
  }

  /** Runs one sweep now, unless another worker is at it. */
  async run(sweep: Sweep<Tx>): Promise<void> {
    const { db, background, log } = this.#options;
    try {
      await db.$transaction(
        async (tx) => {
          const [row] = await tx.$queryRaw<{ mine: boolean }[]>`
            SELECT pg_try_advisory_xact_lock(hashtext('madang sweep'), hashtext(${sweep.name})) AS mine`;
          if (row?.mine) await sweep.run(background);
        },
        { maxWait: 30_000, timeout: 60_000 },
      );
    } catch (err) {
      log.warn({ err, sweep: sweep.name }, "A sweep failed; it will be run again");
    }
  }

  /** What the kit looks after itself. */
  own(): readonly Sweep<Tx>[] {
    const { db, settings } = this.#options;
    return [
      {
        name: "kit: partitions of the event store",
        everyMs: 6 * hour,
        run: async () => {
          const now = await this.#options.clock(db);
          for (const ahead of [0, 1])
            await addPartition(db, new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead)));
        },
      },
      {
        name: "kit: what is over",
        everyMs: hour,
        run: async () => {
          const now = await this.#options.clock(db);
          await db.$executeRaw`
            DELETE FROM kit_idempotency WHERE created_at < ${now}::timestamptz - make_interval(days => ${settings.IDEMPOTENCY_DAYS}::int)`;
          await db.$executeRaw`DELETE FROM kit_delivery WHERE done_at < ${now}::timestamptz - make_interval(days => 7)`;
          await db.$executeRaw`
            UPDATE kit_process SET key = NULL WHERE status <> 'RUNNING' AND key IS NOT NULL
              AND created_at < ${now}::timestamptz - make_interval(days => ${settings.IDEMPOTENCY_DAYS}::int)
              AND updated_at < ${now}::timestamptz - make_interval(days => ${settings.IDEMPOTENCY_DAYS}::int)`;
          // The names and addresses in its state go with it.
          await db.$executeRaw`
            DELETE FROM kit_process WHERE status <> 'RUNNING'
              AND created_at < ${now}::timestamptz - make_interval(days => ${keptDays}::int)
              AND updated_at < ${now}::timestamptz - make_interval(days => ${keptDays}::int)`;
          // Nothing is sent again after so long: what is owed for a quarter of an hour is told to staff.
          await db.$executeRaw`
            DELETE FROM kit_inbox WHERE handled_at < ${now}::timestamptz - make_interval(days => ${keptDays}::int)`;
        },
      },
    ];
  }

  /** A sweep that waits for its turn already does not queue twice. */
  #inTurn(sweep: Sweep<Tx>): void {
    if (this.#waiting.has(sweep.name)) return;
    this.#waiting.add(sweep.name);
    this.#last = this.#last.then(async () => {
      if (this.#waiting.delete(sweep.name)) await this.run(sweep);
    });
  }
}

/** A month whose events already lie in the default partition stays there. */
async function addPartition(db: Sql, month: Date): Promise<void> {
  const [row] = await db.$queryRaw<{ taken: boolean }[]>`
    SELECT EXISTS (SELECT 1 FROM kit_event_default
      WHERE time >= ${month}::timestamptz AND time < ${month}::timestamptz + INTERVAL '1 month') AS taken`;
  if (!row?.taken) await db.$executeRaw`SELECT kit_add_event_partition(${month.toISOString().slice(0, 10)}::date)`;
}
