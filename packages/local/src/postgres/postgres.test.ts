import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type {} from "@madang/testkit";
import pg from "pg";
import { describe, expect, inject, it } from "vitest";
import { ensureDatabase } from "./ensureDatabase.ts";
import { explainFailure } from "./PostgresError.ts";
import { startPostgres } from "./startPostgres.ts";

/** A folder for one cluster, also when PostgreSQL had to put it elsewhere. */
function place() {
  const dir = mkdtempSync(join(tmpdir(), "madang-postgres-"));
  chmodSync(dir, 0o755);
  return { dataDir: join(dir, "data"), [Symbol.dispose]: () => rmSync(dir, { recursive: true, force: true }) };
}

async function ask(url: string, query: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(query)).rows;
  } finally {
    await client.end();
  }
}

const options = { port: 0, superuserPassword: "first", settings: { fsync: "off" } };

describe("startPostgres", () => {
  it("keeps what was committed through a stop, and through being killed with its lock file left behind", async () => {
    using at = place();
    {
      await using first = await startPostgres({ ...options, dataDir: at.dataDir });
      await ask(first.adminUrl, "CREATE TABLE kept AS SELECT 1 AS one");
    }
    const second = await startPostgres({ ...options, dataDir: at.dataDir });
    await ask(second.adminUrl, "INSERT INTO kept VALUES (2)");
    const lock = join(second.dataDir, "postmaster.pid");
    process.kill(Number(readFileSync(lock, "utf8").split("\n")[0]), "SIGKILL");
    await second.stop();
    expect(existsSync(lock)).toBe(true);

    await using third = await startPostgres({ ...options, dataDir: at.dataDir });
    expect(await ask(third.adminUrl, "SELECT one FROM kept ORDER BY one")).toEqual([{ one: 1 }, { one: 2 }]);
  });

  it("takes over from a launcher that was killed", async () => {
    using at = place();
    const program = `import { startPostgres } from ${JSON.stringify(join(import.meta.dirname, "startPostgres.ts"))};
      await startPostgres(${JSON.stringify({ ...options, dataDir: at.dataDir })});
      process.stdout.write("up");`;
    const launcher = spawn(process.execPath, ["--input-type=module", "-e", program], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await new Promise((up) => launcher.stdout.once("data", up));
    const ended = once(launcher, "exit");
    launcher.kill("SIGKILL");
    await ended;

    await using next = await startPostgres({ ...options, dataDir: at.dataDir });
    expect(await ask(next.adminUrl, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });

  it("says in one sentence why it cannot start", async () => {
    using at = place();
    const taken = createServer();
    await new Promise<void>((listening) => taken.listen(0, "127.0.0.1", listening));
    const address = taken.address();
    const port = typeof address === "object" && address ? address.port : 0;
    await expect(startPostgres({ ...options, dataDir: at.dataDir, port })).rejects.toMatchObject({
      code: "PORT_TAKEN",
      message: `Port ${port} is taken by another program, so PostgreSQL cannot start.`,
    });
    taken.close();

    const running = await startPostgres({ ...options, dataDir: at.dataDir });
    await expect(startPostgres({ ...options, dataDir: at.dataDir })).rejects.toMatchObject({ code: "ALREADY_RUNNING" });
    await running.stop();
    await expect(startPostgres({ ...options, dataDir: at.dataDir, superuserPassword: "other" })).rejects.toMatchObject({
      code: "WRONG_PASSWORD",
    });
    expect(existsSync(join(at.dataDir, "postmaster.pid"))).toBe(false);

    writeFileSync(join(at.dataDir, "global", "pg_control"), "not a control file");
    await expect(startPostgres({ ...options, dataDir: at.dataDir })).rejects.toMatchObject({ code: "DATA_CORRUPT" });

    using other = place();
    mkdirSync(other.dataDir);
    writeFileSync(join(other.dataDir, "letter.txt"), "not a database");
    await expect(startPostgres({ ...options, dataDir: other.dataDir })).rejects.toMatchObject({ code: "DATA_CORRUPT" });

    const full = "initdb: error: could not write to file: No space left on device";
    expect(explainFailure(full, { dataDir: "/data", port: 1 }).code).toBe("DISK_FULL");
  });
});

describe("ensureDatabase", () => {
  it("gives each role a database that no other role can enter, however often it runs", async () => {
    const admin = inject("postgresAdminUrl");
    const rooms = ["room_a", "room_b"].map((name) => ({ name, password: `password of ${name}` }));
    const urls: string[] = [];
    for (const room of [...rooms, ...rooms]) urls.push(await ensureDatabase(admin, room));
    for (const url of urls) {
      const other = new URL(url);
      other.pathname = url.endsWith("room_a") ? "/room_b" : "/room_a";
      expect(await ask(url, "SELECT current_database() = current_user AS own")).toEqual([{ own: true }]);
      await expect(ask(other.href, "SELECT 1")).rejects.toMatchObject({ code: "42501" });
      await expect(ask(url, "CREATE DATABASE more")).rejects.toMatchObject({ code: "42501" });
    }
  });

  it("finds Korean by its trigrams, which needs ICU", async () => {
    const url = await ensureDatabase(inject("postgresAdminUrl"), { name: "room_c", password: "password of room_c" });
    await ask(url, "CREATE EXTENSION IF NOT EXISTS pg_trgm");
    expect(await ask(url, "SELECT cardinality(show_trgm('마당')) AS trigrams")).toEqual([{ trigrams: 3 }]);
  });
});
