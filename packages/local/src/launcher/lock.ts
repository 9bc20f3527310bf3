import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { isRunning, know } from "./processInfo.ts";
import { Refusal } from "./Refusal.ts";

const holder = z.object({ pid: z.number().int(), started: z.string() });

/** The process that runs this checkout, or undefined. */
export function runningLauncher(state: string): z.output<typeof holder> | undefined {
  const file = join(state, "launcher.json");
  if (!existsSync(file)) return undefined;
  const parsed = holder.safeParse(parse(readFileSync(file, "utf8")));
  return parsed.success && isRunning(parsed.data) ? parsed.data : undefined;
}

/** Makes this process the only one that runs this checkout, until it gives the lock back or dies. */
export function takeLock(state: string): () => void {
  const file = join(state, "launcher.json");
  const running = runningLauncher(state);
  if (running) throw new Refusal(`Madang already runs from this checkout, as process ${running.pid}: stop it first.`);
  rmSync(file, { force: true });
  try {
    writeFileSync(file, JSON.stringify(know()), { flag: "wx" });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST")
      throw new Refusal("Madang is being started from this checkout at this very moment.");
    throw error;
  }
  return () => rmSync(file, { force: true });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Cut off while it was written: nobody holds the lock.
    return undefined;
  }
}
