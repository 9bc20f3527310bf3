import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** A process that can be told from a later one with the same id. */
export interface KnownProcess {
  readonly pid: number;
  readonly started: string;
}

/** Notes a running process, this one when nothing is said. */
export function know(pid = process.pid): KnownProcess {
  return { pid, started: startOf(pid) };
}

/** Whether that very process still runs. */
export function isRunning({ pid, started }: KnownProcess): boolean {
  return started !== "" && startOf(pid) === started;
}

/** Asks a process to end, and makes it end when it does not within ten seconds. */
export async function end(known: KnownProcess, signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
  for (let waited = 0; isRunning(known); waited += 50) {
    if (waited === 0) process.kill(known.pid, signal);
    if (waited === 10_000) process.kill(known.pid, "SIGKILL");
    await sleep(50);
  }
}

/** When a process started, in whatever form the system says it; empty when there is none. */
function startOf(pid: number): string {
  try {
    if (process.platform !== "linux") {
      return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim();
    }
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const [state, ...fields] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return state === "Z" ? "" : (fields[18] ?? "");
  } catch {
    // No such process is an answer, and both ways of asking give it as an error.
    return "";
  }
}
