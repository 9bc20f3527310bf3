import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startPostgres, startRedis } from "@madang/local";
import type { TestProject } from "vitest/node";
import "./provided.ts";

// Nothing here outlives the run, so nothing has to survive a power cut.
const forgetful = {
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  wal_level: "minimal",
  max_wal_senders: "0",
  autovacuum_naptime: "10min",
};

/** Starts one PostgreSQL and one Redis for all test files of a run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dir = mkdtempSync(join(tmpdir(), "madang-test-"));
  chmodSync(dir, 0o755);
  await using starting = new AsyncDisposableStack();
  starting.defer(() => rmSync(dir, { recursive: true, force: true }));
  const [postgres, redis] = await Promise.all([
    startPostgres({ dataDir: join(dir, "postgres"), port: 0, superuserPassword: "test", settings: forgetful }),
    startRedis({ dataDir: join(dir, "redis"), port: 0 }),
  ]);
  starting.defer(() => rmSync(postgres.dataDir, { recursive: true, force: true }));
  starting.use(postgres);
  starting.use(redis);
  project.provide("postgresAdminUrl", postgres.adminUrl);
  project.provide("redisUrl", redis.url);
  const running = starting.move();
  return () => running.disposeAsync();
}
