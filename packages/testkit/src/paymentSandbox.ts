import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../../payment-sandbox/src/main.ts", import.meta.url));
const key = "sk_of_tests";
const secret = "a secret that signs webhooks in tests";

/** A payment sandbox in a process of its own. */
export interface PaymentSandbox extends AsyncDisposable {
  readonly url: string;
  /** What the payments service has to be told to use it. */
  readonly settings: Readonly<Record<string, string>>;
  /** Asks its API. */
  ask(
    method: "GET" | "POST" | "PUT" | "DELETE",
    path: string,
    body?: object,
  ): Promise<{ status: number; body: unknown }>;
  /** Its ledger as it is on disk, one entry a line. */
  ledger(): Promise<readonly unknown[]>;
  /** Ends it as a crash would. */
  kill(): Promise<void>;
  /** Starts it again on the same ledger and port. */
  start(): Promise<void>;
}

/** Starts a sandbox that sends its webhooks to an address, and waits until it listens. */
export async function startPaymentSandbox(webhook: string): Promise<PaymentSandbox> {
  const data = await mkdtemp(join(tmpdir(), "madang-sandbox-"));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let child = run();

  function run() {
    const args = ["--port", String(port), "--data", data, "--webhook", webhook, "--key", key, "--secret", secret];
    return spawn(process.execPath, [main, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  }
  const listening = async () => {
    for await (const line of createInterface(child.stdout)) if (line.includes("listening")) return;
    throw new Error("The payment sandbox ended before it listened.");
  };
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
  };
  await listening();

  return {
    url,
    settings: { PAYMENT_SANDBOX_URL: url, PAYMENT_SANDBOX_KEY: key, PAYMENT_SANDBOX_WEBHOOK_SECRET: secret },
    ask: async (method, path, body) => {
      const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
      const answer = await fetch(`${url}${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
      const text = await answer.text();
      return { status: answer.status, body: text === "" ? null : JSON.parse(text) };
    },
    ledger: async () => {
      const text = await readFile(join(data, "ledger.jsonl"), "utf8");
      return text
        .split("\n")
        .filter(Boolean)
        .map((line): unknown => JSON.parse(line));
    },
    kill: () => end("SIGKILL"),
    start: async () => {
      child = run();
      await listening();
    },
    [Symbol.asyncDispose]: async () => {
      await end("SIGTERM");
      await rm(data, { recursive: true, force: true });
    },
  };
}

/** A port that was free just now: the sandbox comes back to the same one after a crash. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("A TCP server has a port.");
  return address.port;
}
