import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RunningRedis, startRedis } from "@madang/local/redis";
import { cloneDatabase, identityKey, redisSpace, startTestSubgraph, type TestOptions } from "@madang/testkit";
import { bell, till, tillDomain } from "./subgraphs.ts";

/** Short waits, so that what is repeated is repeated within the test. */
export const impatient = {
  RELAY_POLL_MS: "50",
  DELIVERY_RESEND_MS: "400",
  HANDLER_ATTEMPTS: "2",
  HANDLER_BACKOFF_MS: "20",
  WORKER_LOCK_MS: "1000",
  PROCESS_POLL_MS: "50",
  PROCESS_LEASE_MS: "1000",
  PROCESS_BACKOFF_MS: "10",
  PROCESS_ATTEMPTS: "2",
};

/** Each trusts the other, as the launcher would have it. */
async function trusting(): Promise<Record<string, string>> {
  const keys = await Promise.all(["router", "till", "bell"].map(identityKey));
  return { TRUSTED_IDENTITIES: JSON.stringify({ keys: keys.map(({ d: _, ...shown }) => shown) }) };
}

type Started = Awaited<ReturnType<typeof startTill>>;

export async function startTill(options: TestOptions = {}) {
  await using starting = new AsyncDisposableStack();
  const database = options.database ?? starting.use(await cloneDatabase(tillDomain));
  const env = { ...impatient, ...(await trusting()), ...options.env };
  const subgraph = starting.use(await startTestSubgraph(till, { ...options, database, env }));
  const all = starting.move();
  return { ...subgraph, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

export async function startBell(options: TestOptions = {}) {
  await using starting = new AsyncDisposableStack();
  const database = options.database ?? starting.use(await cloneDatabase(tillDomain));
  const env = { ...impatient, ...(await trusting()), ...options.env };
  const subgraph = starting.use(await startTestSubgraph(bell, { ...options, database, env }));
  const all = starting.move();
  return { ...subgraph, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

/** Till and bell with their workers, over one Redis: the run's own, or one that the test may harm. */
export async function startPair(redis: { readonly url: string; readonly prefix: string } = redisSpace()) {
  await using starting = new AsyncDisposableStack();
  if (Symbol.asyncDispose in redis) starting.use(redis as AsyncDisposable);
  const heard = starting.use(await startBell({ role: "all", redis }));
  const writer = starting.use(await startTill({ role: "all", redis, peers: { bell: heard } }));
  const all = starting.move();
  return { till: writer, bell: heard, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

/** A Redis of the test's own. */
export async function ownRedis() {
  const dataDir = await mkdtemp(join(tmpdir(), "madang-redis-"));
  let server: RunningRedis = await startRedis({ dataDir, port: 0 });
  const { url, port } = server;
  const password = decodeURIComponent(new URL(url).password);
  return {
    url,
    prefix: "test",
    get pid() {
      return server.pid;
    },
    /** Kills it, takes its data away, and starts it again where it was. */
    async loseEverything() {
      process.kill(server.pid, "SIGKILL");
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
      server = await startRedis({ dataDir, port, password });
    },
    async [Symbol.asyncDispose]() {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** How often each text that is not a note was counted there. */
export async function countsOf({ db }: Pick<Started, "db">): Promise<Record<string, number>> {
  const entries = await db.entry.findMany({
    where: { NOT: { id: { startsWith: "note " } } },
    orderBy: { text: "asc" },
  });
  return Object.fromEntries(entries.map(({ text, count }) => [text, count]));
}

/** How many deliveries nobody has acknowledged yet. */
export async function owed({ db }: Pick<Started, "db">): Promise<number> {
  return await db.kitDelivery.count({ where: { doneAt: null } });
}
