import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { readSupergraphConfig } from "@madang/contracts";
import { localPorts } from "@madang/local";
import { settingName } from "@madang/service-kit";
import autocannon from "autocannon";
import { percentile } from "../measure.ts";
import { lantern, operation } from "../operations.ts";
import { type Shop, track } from "../shop.ts";

const connections = 16;
const headers = { "content-type": "application/json" };
const body = JSON.stringify({ query: operation("productPage"), variables: { slug: lantern } });

/** One more router before the subgraphs of a running shop. */
export interface RouterUnderTest extends AsyncDisposable {
  /** Has it answer so many product pages, and says what that took. */
  load(amount: number): Promise<Load>;
  answer(): Promise<string>;
}

export interface Load {
  /** Of the router's process, all its threads. */
  readonly cpuMsPerRequest: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p95: number;
}

/** Starts a router as it is in production, but without a limit on how often it may be asked. */
export async function startRouter(
  shop: Shop,
  home: string,
  which: { readonly source: "ours" | "stock"; readonly port: number; readonly nodeArgs?: readonly string[] },
): Promise<RouterUnderTest> {
  const { source, port, nodeArgs = [] } = which;
  const child = fork(join(import.meta.dirname, "underTest.ts"), [source], {
    env: { ...process.env, ...routerSettings(shop, home), PORT: String(port) },
    execArgv: [...nodeArgs],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const ended = track(child);
  const origin = `http://127.0.0.1:${port}`;
  const url = `${origin}/graphql`;
  const isReady = () =>
    fetch(`${origin}/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await isReady())) {
    if (child.exitCode !== null) throw new Error(`The ${source} router did not start.`);
    await sleep(50);
  }
  const answer = async () => (await fetch(url, { method: "POST", headers, body })).text();
  const expectBody = await answer();
  return {
    answer,
    load: (amount) => load(child, url, amount, expectBody),
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

async function load(child: ChildProcess, url: string, amount: number, expectBody: string): Promise<Load> {
  const times: number[] = [];
  const before = await cpuOf(child);
  const began = performance.now();
  const cannon = autocannon({ url, method: "POST", headers, body, connections, amount, expectBody });
  cannon.on("response", (_client: unknown, _status: number, _bytes: number, ms: number) => times.push(ms));
  const { errors, mismatches, non2xx } = await cannon;
  const seconds = (performance.now() - began) / 1_000;
  if (errors + mismatches + non2xx > 0)
    throw new Error(`Of ${amount} answers ${errors} failed, ${non2xx} were refused and ${mismatches} were others.`);
  return {
    cpuMsPerRequest: ((await cpuOf(child)) - before) / 1_000 / amount,
    perSecond: amount / seconds,
    p50: percentile(times, 0.5),
    p95: percentile(times, 0.95),
  };
}

async function cpuOf(child: ChildProcess): Promise<number> {
  child.send("cpu");
  const [{ user, system }]: [NodeJS.CpuUsage] = (await once(child, "message")) as [NodeJS.CpuUsage];
  return user + system;
}

/** The shop's own key, Redis and addresses: to its subgraphs this is its router. */
function routerSettings({ base }: Shop, home: string): Record<string, string> {
  const keys = join(home, ".madang", "keys");
  const read = (file: string) => readFileSync(join(keys, file), "utf8").trim();
  const subgraphs = readSupergraphConfig();
  const ports = localPorts(subgraphs, base);
  const urls = subgraphs.map(({ name }) => [
    settingName("SUBGRAPH_URL", name),
    `http://127.0.0.1:${ports.api[name]}/graphql`,
  ]);
  return {
    ...Object.fromEntries(urls),
    HOST: "127.0.0.1",
    NODE_ENV: "production",
    LOG_LEVEL: "warn",
    IDENTITY_KEY_ROUTER: read("router.json"),
    REDIS_URL: `redis://:${encodeURIComponent(read("redis.secret"))}@127.0.0.1:${ports.redis}`,
    RATE_LIMIT_ANONYMOUS: "10000000",
  };
}
