import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { settingName } from "@madang/service-kit";
import { ada, cloneDatabase, identityKey, identitySettings, redisSpace } from "@madang/testkit";
import { expect, it, vi } from "vitest";
import { countsOf, impatient, owed, startBell, startTill } from "./startPair.ts";
import { tillDomain, write } from "./subgraphs.ts";

it("a worker that is killed twice in mid-job leaves one effect behind", async () => {
  await using redis = redisSpace();
  await using database = await cloneDatabase(tillDomain);
  const folder = await mkdtemp(join(tmpdir(), "madang-worker-"));
  const deaths = join(folder, "deaths");
  await writeFile(deaths, "");
  await using till = await startTill({ role: "all", redis });
  // Reads what the worker wrote; it has no worker of its own.
  await using reader = await startBell({ role: "api", redis, database });

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

  await till.as(ada).run(write, { text: "hello" });
  for (const death of ["x", "xx"]) {
    const [, signal] = await once(start(), "exit");
    expect(signal).toBe("SIGKILL");
    expect(await readFile(deaths, "utf8")).toBe(death);
    expect(await countsOf(reader)).toEqual({});
  }
  const survivor = start();
  await vi.waitFor(async () => expect(await owed(till)).toBe(0), { timeout: 30_000, interval: 100 });
  expect(await countsOf(reader)).toEqual({ hello: 1 });
  expect(await reader.db.kitDeadLetter.count()).toBe(0);
  const ended = once(survivor, "exit");
  survivor.kill("SIGKILL");
  await ended;
  await rm(folder, { recursive: true });
}, 120_000);
