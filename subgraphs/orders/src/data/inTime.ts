import { setTimeout } from "node:timers/promises";
import type { LoaderContext } from "../context.ts";

/** What somebody answers, or null when they fail or take too long: whoever waits has something to show without it. */
export async function inTime<T>(
  asked: Promise<T>,
  { what, ms, log }: { readonly what: string; readonly ms: number; readonly log: LoaderContext["log"] },
): Promise<T | null> {
  const over = new AbortController();
  const late = setTimeout(ms, "late" as const, { signal: over.signal });
  try {
    const first = await Promise.race([asked.then((answer) => ({ answer })), late]);
    if (first !== "late") return first.answer;
    log.warn({ ms }, `${what} did not come in time`);
  } catch (err) {
    log.warn({ err }, `${what} could not be had`);
  } finally {
    over.abort();
  }
  return null;
}
