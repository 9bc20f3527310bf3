import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { identitySettings } from "@madang/testkit";
import { quick, type Shop } from "./openShop.ts";

export interface Dying extends AsyncDisposable {
  readonly url: string;
  kill(): void;
  /** Resolves with the signal that ended it. */
  readonly ended: Promise<string | null>;
}

/** Starts the orders in a process that dies at a moment of a checkout, or when it is killed. */
export async function startDyingOrders(shop: Shop, databaseUrl: string, dieAt: string): Promise<Dying> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "dyingOrders.ts")], {
    env: {
      ...process.env,
      ...(await identitySettings("orders")),
      ...quick,
      DIE_AT: dieAt,
      DATABASE_URL_ORDERS: databaseUrl,
      DATABASE_POOL: "5",
      SUBGRAPH_URL_CATALOG: shop.gates.catalog.url,
      SUBGRAPH_URL_INVENTORY: shop.gates.inventory.url,
      SUBGRAPH_URL_PAYMENTS: shop.gates.payments.url,
      SUBGRAPH_URL_ACCOUNTS: "http://127.0.0.1:9/graphql",
      REDIS_URL: shop.redis.url,
      QUEUE_PREFIX: shop.redis.prefix,
      CURSOR_SECRET: "a secret for the cursors of tests",
      LOG_LEVEL: "silent",
      PROCESS_LEASE_MS: "1000",
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit").then(([, signal]) => signal);
  return {
    url: await Promise.race([firstLine(child), ended.then(() => Promise.reject(new Error("It did not start.")))]),
    kill: () => child.kill("SIGKILL"),
    ended,
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

async function firstLine({ stdout }: ChildProcess): Promise<string> {
  if (!stdout) throw new Error("It has no output.");
  for await (const line of createInterface({ input: stdout })) return line;
  throw new Error("It said nothing.");
}
