import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { environment, root } from "../env.ts";
import { collect } from "../launcher/listening.ts";

/** A folder for the data of one launcher, which goes at the end of its test. */
export function temporaryHome(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), "madang-home-"));
  // As root PostgreSQL runs as another user, who has to pass through.
  chmodSync(path, 0o711);
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** A base below which two hundred ports are most likely free. */
export const portBase = () => 20_000 + 200 * randomInt(60);

/** Runs `npm start`'s main program with its own data and ports. */
export function launch(home: string, base: number, env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [join(root, "packages/local/src/commands/start.ts")], {
    env: { ...environment(), MADANG_HOME: home, MADANG_PORT_BASE: String(base), ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = collect(child.stdout);
  const complaints = collect(child.stderr);
  const ended = new Promise<number | null>((resolve) => void child.once("close", resolve));
  const open = new Promise<void>((resolve, reject) => {
    child.stdout.on("data", () => output().includes("Ctrl-C stops everything.") && resolve());
    void ended.then((code) => reject(new Error(`It ended with ${code}: ${complaints()}${output()}`)));
  });
  // Whoever only waits for the end does not ask whether it opened.
  open.catch(() => undefined);
  const stop = async () => {
    child.kill("SIGTERM");
    await ended;
  };
  return { child, output, complaints, ended, open, [Symbol.asyncDispose]: stop };
}
