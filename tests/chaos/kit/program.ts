import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "@madang/local";
import { type Launched, launch } from "./launched.ts";

export interface ProgramOptions {
  /** `orders (api)`. */
  readonly name: string;
  readonly main: string;
  readonly args: (port: number) => readonly string[];
  readonly env: (port: number) => Readonly<Record<string, string>>;
  /** Where it answers that it is ready: a path of its own port, or an address elsewhere. */
  readonly ready: string;
  /** What it says goes here. */
  readonly logFile: string;
}

type Env = Readonly<Record<string, string>>;

/** A process of the shop that can be killed, frozen, replaced, and started again in another way. */
export interface Program extends AsyncDisposable {
  readonly name: string;
  /** Where it listens now: links ask whenever somebody connects. */
  port(): number;
  isRunning(): boolean;
  start(extra?: Env): Promise<void>;
  /** Ends it at once, without a word. */
  kill(): Promise<void>;
  /** Asks it to end, and waits until it has. Gives its exit code. */
  stop(): Promise<number | null>;
  /** Starts another beside it, sends everybody there, and asks the old one to end: its exit code. */
  roll(): Promise<number | null>;
  freeze(): void;
  thaw(): void;
  /** Resolves when the process that runs now has ended. */
  ended(): Promise<void>;
  /** Whether it has ended by itself since this was asked last, though it may run again. */
  takeFallen(): boolean;
  send(message: object): void;
  /** Calls when the process says something next. */
  onceMessage(hear: (message: unknown) => void): void;
}

/** A machine that is busy with other things is no failure of the shop's. */
const patienceMs = 180_000;

export async function program(options: ProgramOptions): Promise<Program> {
  const { name, ready } = options;
  let ear: ((message: unknown) => void) | null = null;
  const hear = (message: unknown) => {
    const told = ear;
    ear = null;
    told?.(message);
  };
  let port = await freePort();
  let current: Launched | null = null;
  /** The one that was launched last: it takes its place when it answers. */
  let latest: Launched | null = null;
  let [fallen, over] = [false, false];

  const begin = async (at: number, extra: Env) => {
    if (over) throw new Error(`${name} is not wanted any more.`);
    const { main, args, env, logFile } = options;
    const launched = launch({ main, args: args(at), env: { ...env(at), ...extra }, logFile, hear });
    latest = launched;
    try {
      await answering(ready.startsWith("/") ? `http://127.0.0.1:${at}${ready}` : ready, launched, name);
    } catch (error) {
      // It would keep the port from the next one.
      await launched.end("SIGKILL");
      throw error;
    }
    return launched;
  };
  const isRunning = () => current?.isRunning() ?? false;
  /** How it ended is known as long as no other has its place. */
  const replaceBy = (next: Launched) => {
    fallen ||= current?.fell() ?? false;
    current = next;
  };
  const end = async (how: NodeJS.Signals) => (await current?.end(how)) ?? null;
  return {
    name,
    port: () => port,
    isRunning,
    start: async (extra = {}) => {
      if (isRunning()) throw new Error(`${name} runs already.`);
      replaceBy(await begin(port, extra));
    },
    kill: async () => void (await end("SIGKILL")),
    stop: () => end("SIGTERM"),
    roll: async () => {
      const [old, next] = [current, await freePort()];
      replaceBy(await begin(next, {}));
      port = next;
      return (await old?.end("SIGTERM")) ?? null;
    },
    freeze: () => current?.signal("SIGSTOP"),
    thaw: () => current?.signal("SIGCONT"),
    ended: async () => current?.ended,
    takeFallen: () => {
      const told = fallen || (current?.fell() ?? false);
      fallen = false;
      return told;
    },
    send: (message) => current?.send(message),
    onceMessage: (wanted) => {
      ear = wanted;
    },
    [Symbol.asyncDispose]: async () => {
      over = true;
      await Promise.all([current?.end("SIGKILL"), latest?.end("SIGKILL")]);
    },
  };
}

async function answering(url: string, { isRunning }: Launched, name: string): Promise<void> {
  const until = performance.now() + patienceMs;
  let last = "no answer";
  while (isRunning()) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
    if (answer?.ok) return void (await answer.body?.cancel());
    last = (await answer?.text().catch(() => undefined)) ?? last;
    if (performance.now() > until) throw new Error(`${name} is not ready in time: ${last}.`);
    await sleep(50);
  }
  throw new Error(`${name} ended while it was started: see its log.`);
}
