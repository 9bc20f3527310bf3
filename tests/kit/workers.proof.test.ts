import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { settingName } from "@madang/service-kit";
import { ada, cloneDatabase, identityKey, identitySettings, redisSpace } from "@madang/testkit";
import { expect, it, vi } from "vitest";
import { countsOf, impatient, owed, startBell, startTill } from "./startPair.ts";
import { tillDomain, write } from "./subgraphs.ts";

/** Till with its worker, and a bell whose worker dies, as often as the file of its deaths has letters. */
async function startFragile() {
  await using starting = new AsyncDisposableStack();
  const redis = starting.use(redisSpace());
  const database = starting.use(await cloneDatabase(tillDomain));
  const folder = await mkdtemp(join(tmpdir(), "madang-worker-"));
  const deaths = join(folder, "deaths");
  await writeFile(deaths, "");
  starting.defer(() => rm(folder, { recursive: true }));
  const till = starting.use(await startTill({ role: "all", redis }));
  // Reads what the worker wrote; it has no worker of its own.
  const reader = starting.use(await startBell({ role: "api", redis, database }));

  const keys = await Promise.all(["router", "till", "bell"].map(identityKey));
  const env = {
    ...process.env,
    ...impatient,
    ...(await identitySettings("bell")),
    TRUSTED_IDENTITIES: JSON.stringify({ keys: keys.map(({ d: _, ...shown }) => shown) }),
    [settingName("DATABASE_URL", "bell")]: database.url,
    REDIS_URL: redis.url,
    QUEUE_PREFIX: redis.prefix,
    CURSOR_SECRET: "a secret for the cursors of tests",
    LOG_LEVEL: "silent",
  };
  const start = () =>
    spawn(process.execPath, [join(import.meta.dirname, "fragileWorker.ts"), deaths], { env, stdio: "inherit" });
  const all = starting.move();
  return {
    till,
    reader,
    deaths: () => readFile(deaths, "utf8"),
    start,
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

/** Ends a worker that lives. */
async function end(worker: ChildProcess): Promise<void> {
  const ended = once(worker, "exit");
  worker.kill("SIGKILL");
  await ended;
}

it("a worker that is killed twice in mid-job leaves one effect behind", async () => {
  await using fragile = await startFragile();
  const { till, reader, deaths, start } = fragile;
  await till.as(ada).run(write, { text: "hello" });
  for (const death of ["x", "xx"]) {
    const [, signal] = await once(start(), "exit");
    expect(signal).toBe("SIGKILL");
    expect(await deaths()).toBe(death);
    expect(await countsOf(reader)).toEqual({});
  }
  const survivor = start();
  await vi.waitFor(async () => expect(await owed(till)).toBe(0), { timeout: 30_000, interval: 100 });
  expect(await countsOf(reader)).toEqual({ hello: 1 });
  expect(await reader.db.kitDeadLetter.count()).toBe(0);
  await end(survivor);
}, 120_000);

it("what kills its worker every time is set aside in the end, and nothing else is", async () => {
  await using fragile = await startFragile();
  const { till, reader, deaths, start } = fragile;
  for (const text of ["pill", "bystander"]) await till.as(ada).run(write, { text });
  const dealtWith = vi.waitFor(async () => expect(await owed(till)).toBe(0), { timeout: 220_000, interval: 100 });
  const settled = dealtWith.then(() => false);
  let worker = start();
  while (await Promise.race([once(worker, "exit").then(() => true), settled])) worker = start();
  await end(worker);
  // Three times as anybody, seven times as a suspect.
  expect(await deaths()).toBe("x".repeat(10));
  expect(await countsOf(reader)).toEqual({ bystander: 1 });
  expect(await reader.db.kitDeadLetter.findMany()).toMatchObject([
    { subject: "pill", error: "Its workers died with it in hand, again and again.", attempts: 10, replayedAt: null },
  ]);
}, 240_000);
