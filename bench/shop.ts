import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";

export const root = join(import.meta.dirname, "..");

const children = new Set<ChildProcess>();

/** Makes sure that whatever was started ends when the bench is cut off. */
export function endChildrenWithThis(): void {
  process.once("exit", () => {
    for (const child of children) child.kill("SIGTERM");
  });
  process.once("SIGINT", () => process.exit(130));
  process.once("SIGTERM", () => process.exit(143));
}

/** Remembers a child until it has ended. */
export function track(child: ChildProcess): Promise<number | null> {
  children.add(child);
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.once("error", reject).once("close", (code) => {
    children.delete(child);
    resolve(code);
  });
  return promise;
}

/** A folder that goes in the end. As root PostgreSQL is another user, who has to pass through it. */
export function temporaryFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), "madang-bench-"));
  chmodSync(path, 0o711);
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

export type Ask = (query: string, variables?: object, headers?: Record<string, string>) => Promise<Data>;
export type Data = Readonly<Record<string, unknown>>;

export interface Shop extends AsyncDisposable {
  readonly pid: number;
  readonly url: string;
  /** The first port; all others are counted from it. */
  readonly base: number;
  readonly ask: Ask;
  /** From the start of the command to the first answer with data. */
  readonly msToFirstAnswer: number;
}

const direct = [process.execPath, join(root, "packages/local/src/commands/start.ts")];
const firstQuestion = "{ products(first: 1) { totalCount } }";

export const someBase = () => 20_000 + 200 * (process.pid % 60);

/** Starts a whole shop from its launcher, or by another command, and waits until it answers. */
export async function openShop(options: {
  readonly home: string;
  readonly processes: boolean;
  readonly command?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** The first port; one that other benches at the same time do not take when left out. */
  readonly base?: number;
}): Promise<Shop> {
  const { home, processes, command = direct, env = {}, base = someBase() } = options;
  const url = `http://127.0.0.1:${base}/graphql`;
  const [program = "", ...args] = [...command, ...(processes ? ["--processes"] : [])];
  const began = performance.now();
  const child = spawn(program, args, {
    cwd: root,
    env: {
      ...process.env,
      ...env,
      MADANG_HOME: home,
      MADANG_PORT_BASE: String(base),
      MADANG_PARENT: String(process.pid),
    },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let complaints = "";
  child.stderr.on("data", (chunk: Buffer) => {
    complaints += chunk;
  });
  let running = true;
  const ended = track(child).then(() => {
    running = false;
  });
  const ask = asking(url);
  while (!(await ask(firstQuestion).catch(() => null))) {
    if (!running) throw new Error(`The shop did not open: ${complaints}`);
    await sleep(10);
  }
  const msToFirstAnswer = performance.now() - began;
  const stop = async () => {
    child.kill("SIGINT");
    await ended;
  };
  return { pid: child.pid ?? 0, url, base, ask, msToFirstAnswer, [Symbol.asyncDispose]: stop };
}

/** Asks an address; throws unless it answers with data alone. */
export const asking =
  (url: string): Ask =>
  async (query, variables = {}, headers = {}) => {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors }: { data?: Data | null; errors?: unknown } = JSON.parse(await response.text());
    if (!data || errors) throw new Error(JSON.stringify(errors));
    return data;
  };
