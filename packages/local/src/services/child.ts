import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Environment } from "../env.ts";
import { collect } from "../launcher/listening.ts";
import { Refusal } from "../launcher/Refusal.ts";

export interface ChildOptions {
  /** How it is called in what is said of it: `orders (worker)`. */
  readonly title: string;
  readonly main: string;
  readonly args: readonly string[];
  readonly env: Environment;
  readonly port: number;
  /** Whether its lines are nobody's concern; what it complains of is always shown. */
  readonly quiet?: boolean;
  /** Told when it ends without having been asked to. */
  readonly died: (sentence: string) => void;
}

export interface Child extends AsyncDisposable {
  /** Resolves when it is ready to work. */
  readonly ready: Promise<void>;
  isRunning(): boolean;
  stop(): Promise<void>;
}

const endWithParent = fileURLToPath(new URL("./endWithParent.ts", import.meta.url));
const patience = 60_000;

/** Starts a service as a process of its own, whose lines go to this process's output. */
export function startChild({ title, main, args, env, port, quiet = false, died }: ChildOptions): Child {
  // Its own process group: a Ctrl-C reaches the launcher alone, which then ends everything in order.
  const child = spawn(process.execPath, ["--import", endWithParent, main, ...args], {
    detached: true,
    env: { ...env, MADANG_PARENT: String(process.pid) },
    stdio: ["ignore", quiet ? "ignore" : "inherit", "pipe"],
  });
  const complaints = collect(child.stderr);
  child.stderr.on("data", (chunk: Buffer) => void process.stderr.write(chunk));
  let stopping = false;
  let running = true;
  const ended = new Promise<void>((resolve) => {
    const end = (how: string) => {
      running = false;
      resolve();
      if (!stopping) died(`${title} ended by itself (${how})${lastLine(complaints())}`);
    };
    child.once("error", (error) => end(error.message));
    child.once("close", (code, signal) => end(signal ?? `exit code ${code}`));
  });

  const ready = async () => {
    for (let waited = 0; running; waited += 50) {
      const answer = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => undefined);
      await answer?.body?.cancel();
      if (answer?.ok) return;
      if (waited > patience) throw new Refusal(`${title} is not ready after a minute.`);
      await sleep(50);
    }
    throw new Refusal(`${title} did not start${lastLine(complaints())}`);
  };
  const stop = async () => {
    stopping = true;
    if (running) child.kill("SIGTERM");
    await ended;
  };
  const isRunning = () => running;
  return { ready: ready(), isRunning, stop, [Symbol.asyncDispose]: stop };
}

function lastLine(text: string): string {
  const line =
    text
      .trim()
      .split("\n")
      .find((candidate) => /error/i.test(candidate)) ?? text.trim().split("\n").at(-1);
  return line ? `: ${line.trim()}` : ".";
}
