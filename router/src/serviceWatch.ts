import { request } from "undici";
import { z } from "zod";

/** What the router last saw of a subgraph. */
export interface ServiceState {
  readonly name: string;
  readonly url: string;
  readonly version: string | null;
  readonly status: "UP" | "DEGRADED" | "DOWN" | "UNKNOWN";
  readonly lastCheck: Date | null;
}

const answer = z.object({ version: z.string(), status: z.enum(["UP", "DEGRADED", "DOWN"]) });
const everyMs = 10_000;

/** Asks every subgraph for its health now and then. */
export class ServiceWatch {
  readonly #states: Map<string, ServiceState>;
  readonly #timer: NodeJS.Timeout;

  constructor(services: readonly { name: string; url: string }[]) {
    this.#states = new Map(
      services.map(({ name, url }) => [name, { name, url, version: null, status: "UNKNOWN", lastCheck: null }]),
    );
    this.#timer = setInterval(() => void this.check(), everyMs);
    void this.check();
  }

  states(): ServiceState[] {
    return [...this.#states.values()];
  }

  /** Asks all of them, now. */
  async check(): Promise<void> {
    await Promise.all(this.states().map(async (state) => this.#states.set(state.name, await seen(state))));
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

async function seen(state: ServiceState): Promise<ServiceState> {
  const lastCheck = new Date();
  try {
    const { body } = await request(new URL("/health/ready", state.url), { signal: AbortSignal.timeout(3_000) });
    return { ...state, ...answer.parse(await body.json()), lastCheck };
  } catch {
    // That it does not answer is the answer.
    return { ...state, status: "DOWN", lastCheck };
  }
}
