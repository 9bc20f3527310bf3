import { spawn } from "node:child_process";
import { once } from "node:events";
import { openSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

export interface LaunchOptions {
  readonly main: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly logFile: string;
  readonly hear: (message: unknown) => void;
}

/** One process, from its start to its end. */
export interface Launched {
  isRunning(): boolean;
  /** It has ended by itself. SIGKILL is somebody's: ours, or what a room was told to do to itself. */
  fell(): boolean;
  signal(which: NodeJS.Signals): void;
  send(message: object): void;
  /** Signals it, and waits until it has ended: its exit code, or null when the signal ended it. */
  end(how: NodeJS.Signals): Promise<number | null>;
  readonly ended: Promise<void>;
}

const leash = pathToFileURL(join(import.meta.dirname, "leash.ts")).href;

export function launch({ main, args, env, logFile, hear }: LaunchOptions): Launched {
  const log = openSync(logFile, "a");
  const child = spawn(process.execPath, ["--import", leash, main, ...args], {
    env: { PATH: process.env["PATH"], ...env },
    stdio: ["ignore", log, log, "ipc"],
  });
  child.on("message", hear);
  // A message to a process that is being killed may come too late.
  child.on("error", () => undefined);
  const ended = once(child, "exit").then(() => undefined);
  let asked = false;
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  const signal = (which: NodeJS.Signals) => void (isRunning() && child.kill(which));
  return {
    isRunning,
    fell: () => !isRunning() && !asked && child.signalCode !== "SIGKILL",
    signal,
    send: (message) => void (isRunning() && child.send(message, () => undefined)),
    end: async (how) => {
      asked ||= isRunning();
      signal(how);
      // A frozen process hears nothing but SIGKILL.
      if (how !== "SIGKILL") signal("SIGCONT");
      await ended;
      return child.exitCode;
    },
    ended,
  };
}
