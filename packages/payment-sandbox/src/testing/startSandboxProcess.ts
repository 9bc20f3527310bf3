import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

export interface SandboxOptions {
  /** Where its ledger is; a temporary folder when left out. */
  readonly data?: string;
  readonly webhook?: string;
  readonly port?: number;
  readonly key?: string;
}

export const sandboxKey = "sk_sandbox_test";
export const sandboxSecret = "whsec_sandbox_test";

/** The sandbox as a real process, as anybody would start it. */
export async function startSandboxProcess(options: SandboxOptions = {}) {
  const key = options.key ?? sandboxKey;
  const data = options.data ?? mkdtempSync(join(tmpdir(), "payment-sandbox-"));
  const main = join(import.meta.dirname, "../main.ts");
  // The discard port answers nobody: webhooks wait in the ledger.
  const webhook = options.webhook ?? "http://127.0.0.1:9/";
  const args = ["--port", String(options.port ?? 0), "--data", data, "--webhook", webhook];
  const child = spawn(process.execPath, [main, ...args, "--secret", sandboxSecret, "--key", key], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  child.stderr.on("data", (text) => {
    printed += String(text);
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`The sandbox ended with ${code}: ${printed}`)));
    createInterface(child.stdout).on("line", (text) => {
      printed += `${text}\n`;
      resolve(/http:\S+/.exec(text)?.[0] ?? "");
    });
  });

  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    const exited = once(child, "exit");
    child.kill(signal);
    await exited;
    return child.exitCode;
  };
  const call = async (method: string, path: string, body?: unknown, idempotencyKey?: string) => {
    const response = await fetch(url + path, {
      method,
      redirect: "manual",
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(idempotencyKey === undefined ? {} : { "idempotency-key": idempotencyKey }),
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await response.text();
    const json: unknown = response.headers.get("content-type") === "application/json" ? JSON.parse(text) : text;
    return { status: response.status, body: json, location: response.headers.get("location") };
  };
  return {
    url,
    data,
    key,
    secret: sandboxSecret,
    call,
    faults: (rules: readonly object[], seed = 1) => call("PUT", "/v1/test/faults", { seed, rules }),
    /** All that it ever printed. */
    printed: () => printed,
    kill: () => end("SIGKILL"),
    stop: () => end("SIGTERM"),
    [Symbol.asyncDispose]: async () => {
      await end("SIGKILL");
      if (options.data === undefined) rmSync(data, { recursive: true, force: true });
    },
  };
}

export type SandboxProcess = Awaited<ReturnType<typeof startSandboxProcess>>;
