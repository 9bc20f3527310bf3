import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startRedis } from "./startRedis.ts";

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "madang-redis-"));
});
afterAll(() => rmSync(dir, { recursive: true }));

async function ask<T>(url: string, work: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis(url, {
    maxRetriesPerRequest: 0,
    retryStrategy: null,
    lazyConnect: true,
    enableReadyCheck: false,
  });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return await work(client);
  } finally {
    client.disconnect();
  }
}

describe("Redis on this machine", () => {
  it("keeps what it was given over a restart, and evicts nothing", async () => {
    const dataDir = join(dir, "kept");
    const first = await startRedis({ dataDir, port: 0 });
    await ask(first.url, (client) => client.set("answer", "42"));
    expect(await ask(first.url, (client) => client.config("GET", "maxmemory-policy"))).toEqual([
      "maxmemory-policy",
      "noeviction",
    ]);
    await first.stop();

    await using second = await startRedis({ dataDir, port: 0 });
    expect(await ask(second.url, (client) => client.get("answer"))).toBe("42");
  });

  it("takes over from the server that a killed launcher left", async () => {
    const dataDir = join(dir, "killed");
    const first = await startRedis({ dataDir, port: 0 });
    await ask(first.url, (client) => client.set("answer", "42"));
    // The folder still says that this one runs, as after a launcher's violent death.
    await using second = await startRedis({ dataDir, port: 0 });
    expect(await ask(second.url, (client) => client.get("answer"))).toBe("42");
    await expect(ask(first.url, (client) => client.ping())).rejects.toThrow();
  });

  it("turns away whoever does not know the password", async () => {
    await using redis = await startRedis({ dataDir: join(dir, "closed"), port: 0 });
    await expect(ask(`redis://127.0.0.1:${redis.port}`, (client) => client.get("answer"))).rejects.toThrow("NOAUTH");
  });

  it("says in one sentence that its port is taken", async () => {
    await using taken = await startRedis({ dataDir: join(dir, "one"), port: 0 });
    await expect(startRedis({ dataDir: join(dir, "two"), port: taken.port })).rejects.toThrow(
      `Port ${taken.port} is taken by another program, so Redis cannot start.`,
    );
  });

  it("says in one sentence that its data is damaged", async () => {
    const dataDir = join(dir, "damaged");
    const redis = await startRedis({ dataDir, port: 0 });
    await ask(redis.url, (client) => client.set("answer", "42"));
    await redis.stop();
    const folder = join(dataDir, "appendonlydir");
    for (const file of readdirSync(folder).filter((name) => name.endsWith(".aof"))) {
      const path = join(folder, file);
      writeFileSync(path, `garbage${readFileSync(path)}`);
    }
    await expect(startRedis({ dataDir, port: 0 })).rejects.toThrow(
      `The data of Redis in ${dataDir} is damaged: delete that folder, and what is unsent is sent again.`,
    );
  });
});
