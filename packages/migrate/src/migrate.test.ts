import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { emptyDatabase } from "@madang/testkit";
import pg from "pg";
import { describe, expect, inject, it } from "vitest";
import { createMigration } from "./createMigration.ts";
import { type Domain, domainNamed, domains } from "./domains.ts";
import { driftOf } from "./drift.ts";
import { generateClients } from "./generateClients.ts";
import { migrate } from "./migrate.ts";
import { runPrisma } from "./runPrisma.ts";

const fixture = join(import.meta.dirname, "../fixture");
const pond = domainNamed("pond", fixture);

/** A copy of the fixture that a test may change. */
function copyOfPond(): Domain & Disposable {
  const root = mkdtempSync(join(tmpdir(), "madang-migrate-"));
  cpSync(fixture, root, { recursive: true });
  return { ...domainNamed("pond", root), [Symbol.dispose]: () => rmSync(root, { recursive: true }) };
}

function add(domain: Domain, name: string, sql: string): void {
  mkdirSync(join(domain.migrationsDir, name), { recursive: true });
  writeFileSync(join(domain.migrationsDir, name, "migration.sql"), sql);
}

async function rows(url: string, query: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(query)).rows;
  } finally {
    await client.end();
  }
}

describe("migrate", () => {
  it("runs functions, triggers and blocks whole, once", async () => {
    await using database = await emptyDatabase();
    const target = { name: "pond", url: database.url, migrationsDir: pond.migrationsDir };
    expect(await migrate(target)).toEqual(["20260101000000_init"]);
    expect(await rows(database.url, "SELECT name FROM fish")).toEqual([{ name: "Carp; the first" }]);
    expect(await migrate(target)).toEqual([]);
  });

  it("makes a database that is missing, with ICU und and closed to others", async () => {
    const url = new URL(inject("postgresAdminUrl"));
    url.pathname = `/missing_${process.pid}`;
    await migrate({ name: "pond", url: url.href, migrationsDir: pond.migrationsDir });
    expect(
      await rows(
        url.href,
        `SELECT datlocprovider, datlocale, has_database_privilege('public', oid, 'CONNECT') AS open
         FROM pg_database WHERE datname = current_database()`,
      ),
    ).toEqual([{ datlocprovider: "i", datlocale: "und", open: false }]);
  });

  it("is safe when three run at once", async () => {
    await using database = await emptyDatabase();
    const target = { name: "pond", url: database.url, migrationsDir: pond.migrationsDir };
    const applied = await Promise.all([migrate(target), migrate(target), migrate(target)]);
    expect(applied.flat()).toEqual(["20260101000000_init"]);
    expect(await rows(database.url, "SELECT count(*)::int AS fish FROM fish")).toEqual([{ fish: 1 }]);
  });

  it("stops at a broken migration, leaves nothing of it, and goes on once it is repaired", async () => {
    await using database = await emptyDatabase();
    using domain = copyOfPond();
    const target = { name: "pond", url: database.url, migrationsDir: domain.migrationsDir };
    add(domain, "20260102000000_weeds", "CREATE TABLE weed (id TEXT);\nINSERT INTO nowhere VALUES (1);");
    await expect(migrate(target)).rejects.toThrow("20260102000000_weeds: No such table: nowhere");
    expect(await rows(database.url, "SELECT to_regclass('weed') AS weed")).toEqual([{ weed: null }]);
    // The same error again, not a complaint that it failed before.
    await expect(migrate(target)).rejects.toThrow("20260102000000_weeds: No such table: nowhere");

    add(domain, "20260102000000_weeds", "CREATE TABLE weed (id TEXT);");
    expect(await migrate(target)).toEqual(["20260102000000_weeds"]);
    expect(await rows(database.url, "SELECT to_regclass('weed')::text AS weed")).toEqual([{ weed: "weed" }]);
  });
});

describe("drift", () => {
  it("is what the schema says and no migration does", async () => {
    await using database = await emptyDatabase();
    using domain = copyOfPond();
    expect(await driftOf(domain, database.url)).toBeUndefined();
    const more = "\nmodel Frog {\n  id String @id\n}\n";
    writeFileSync(join(domain.schemaDir, "frog.prisma"), more);
    expect(await driftOf(domain, database.url)).toContain('CREATE TABLE "Frog"');

    const file = await createMigration(domain, database.url, { name: "frogs", draft: false });
    expect(file).toMatch(/\d{14}_frogs\/migration\.sql$/);
    expect(await driftOf(domain, database.url)).toBeUndefined();
    expect(await rows(database.url, `SELECT to_regclass('"Frog"')::text AS frog`)).toEqual([{ frog: '"Frog"' }]);
    expect(await rows(database.url, "SELECT datname FROM pg_database WHERE datname LIKE 'madang_shadow%'")).toEqual([]);
  });

  it.each(domains().map((domain) => [domain.name, domain] as const))("is none in %s", async (_name, domain) => {
    await using database = await emptyDatabase();
    expect(await driftOf(domain, database.url)).toBeUndefined();
  });
});

describe("the Prisma CLI", () => {
  it("deploys, compares and reports through the stand-in for its engine", async () => {
    await using database = await emptyDatabase();
    using domain = copyOfPond();
    const cli = (...args: string[]) => runPrisma(domain, args, { url: database.url, stdio: "pipe" });
    expect(await cli("migrate", "status")).toMatchObject({
      status: 1,
      output: expect.stringContaining("not yet been applied"),
    });
    expect(await cli("migrate", "deploy")).toMatchObject({ status: 0 });
    expect(await cli("migrate", "status")).toMatchObject({ status: 0 });

    writeFileSync(join(domain.schemaDir, "frog.prisma"), "model Frog {\n  id String @id\n}\n");
    const from = ["--from-migrations", domain.migrationsDir, "--to-schema", domain.schemaDir];
    const diff = await cli("migrate", "diff", ...from, "--script", "--exit-code");
    expect(diff.status).toBe(2);
    expect(diff.output).toContain('CREATE TABLE "Frog"');
  }, 120_000);
});

describe("generateClients", () => {
  it("makes a client when its schema changed, and else leaves it", async () => {
    using domain = copyOfPond();
    expect(await generateClients([domain])).toEqual(["pond"]);
    expect(await generateClients([domain])).toEqual([]);
    writeFileSync(join(domain.schemaDir, "frog.prisma"), "model Frog {\n  id String @id\n}\n");
    expect(await generateClients([domain])).toEqual(["pond"]);
  }, 120_000);
});
