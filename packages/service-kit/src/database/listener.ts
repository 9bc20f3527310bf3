import pg from "pg";
import type { Logger } from "pino";
import type { KitSettings } from "../settings.ts";

export interface ListenerOptions {
  readonly settings: Pick<KitSettings, "databaseUrl" | "RELAY_POLL_MS">;
  /** What to do when a channel is notified. */
  readonly channels: Readonly<Record<string, () => void>>;
  readonly log: Logger;
}

/** Hears PostgreSQL's NOTIFY on a connection of its own; whoever is told looks by itself too, as this may be away. */
export class Listener {
  readonly #options: ListenerOptions;
  #client: pg.Client | null = null;
  #stopped = false;

  constructor(options: ListenerOptions) {
    this.#options = options;
  }

  start(): void {
    void this.#listen();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#client?.end();
  }

  async #listen(): Promise<void> {
    if (this.#stopped) return;
    const { settings, channels, log } = this.#options;
    const client = new pg.Client({
      connectionString: settings.databaseUrl,
      connectionTimeoutMillis: 3_000,
      keepAlive: true,
    });
    const retry = () => {
      if (this.#client !== client || this.#stopped) return;
      this.#client = null;
      setTimeout(() => void this.#listen(), settings.RELAY_POLL_MS);
    };
    this.#client = client;
    client.on("error", retry);
    client.on("end", retry);
    client.on("notification", ({ channel }) => channels[channel]?.());
    try {
      await client.connect();
      for (const channel of Object.keys(channels)) await client.query(`LISTEN ${client.escapeIdentifier(channel)}`);
      // What was said before could not be heard.
      for (const told of Object.values(channels)) told();
    } catch (err) {
      log.debug({ err }, "The database is not heard; what is due is looked for now and then");
      retry();
    }
  }
}
