import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { folders, makeState, state } from "../launcher/folders.ts";
import { clearLeftovers, postgresFolder } from "../launcher/leftovers.ts";
import { takeLock } from "../launcher/lock.ts";
import { sentenceOf } from "../launcher/Refusal.ts";

try {
  makeState();
  const release = takeLock(state);
  await clearLeftovers();
  rmSync(postgresFolder(), { recursive: true, force: true });
  for (const entry of readdirSync(state)) {
    const path = join(state, entry);
    // The Redis that was unpacked is a program and would only have to be fetched again.
    if (path !== folders.redisProgram && entry !== "launcher.json") rmSync(path, { recursive: true, force: true });
  }
  release();
  process.stdout.write("All local data is gone: the next `npm start` begins with an empty shop and fills it.\n");
} catch (error) {
  const sentence = sentenceOf(error);
  if (!sentence) throw error;
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
}
