import { setTimeout as sleep } from "node:timers/promises";
import { sentenceOf } from "./Refusal.ts";
import { onStopRequest } from "./signals.ts";

/** Told to a running command: why everything has to stop. Without a sentence it was asked for. */
export type Stop = (sentence?: string) => void;

/**
 * Runs a command that stays up until it is stopped: everything it puts on the stack is stopped again, in reverse,
 * however it ends; one sentence says why it could not start.
 */
export async function stayUp(start: (stack: AsyncDisposableStack, stop: Stop) => Promise<void>): Promise<void> {
  const { promise: stopped, resolve } = Promise.withResolvers<string | undefined>();
  onStopRequest(
    () => resolve(undefined),
    () => process.exit(130),
  );
  const stack = new AsyncDisposableStack();
  let failed: unknown;
  // A fault that nobody awaits must not leave the rest running, or end it without a word.
  process.on("uncaughtException", (error) => {
    failed ??= error;
    resolve(undefined);
  });
  const starting = start(stack, resolve).catch((error: unknown) => {
    failed ??= error;
    resolve(undefined);
  });
  const sentence = await stopped;
  if (failed === undefined) process.stdout.write("\nStopping …\n");
  // What is half-way up has to be up before it can be taken down; after a fault it may never be.
  await Promise.race([starting, failed === undefined ? starting : sleep(5_000)]);
  await stack.disposeAsync().catch((error: unknown) => {
    failed ??= error;
  });
  if (sentence) process.stderr.write(`${sentence}\n`);
  if (failed !== undefined) process.stderr.write(`${sentenceOf(failed) ?? describe(failed)}\n`);
  process.exit(sentence || failed !== undefined ? 1 : 0);
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
