import type { SchemaEngine } from "@prisma/schema-engine-wasm";
import pg from "pg";
import { createDatabase } from "./createDatabase.ts";
import { noFilters, openEngine } from "./engine/schemaEngine.ts";
import { MigrationError } from "./MigrationError.ts";
import { migrationsIn } from "./migrationsIn.ts";

export type MigrateOptions = {
  /** The domain, for messages. */
  readonly name: string;
  readonly url: string;
  readonly migrationsDir: string;
};

/** Applies what is not applied yet and returns the names; several callers at once take turns. */
export async function migrate({ name, url, migrationsDir }: MigrateOptions): Promise<string[]> {
  try {
    await using _turn = await takeTurn(url);
    await using opened = await openEngine(url);
    return await apply(opened.engine, migrationsDir);
  } catch (error) {
    throw new MigrationError(name, error);
  }
}

// The lock belongs to this one session, so a process that dies gives it back.
async function takeTurn(url: string): Promise<AsyncDisposable> {
  await createMissingDatabase(url);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query("SELECT pg_advisory_lock(hashtext('madang.migrate'))");
  return { [Symbol.asyncDispose]: () => client.end() };
}

async function createMissingDatabase(url: string): Promise<void> {
  const probe = new pg.Client({ connectionString: url });
  try {
    await probe.connect();
    return;
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || error.code !== "3D000") throw error;
  } finally {
    await probe.end();
  }
  const server = new URL(url);
  const name = decodeURIComponent(server.pathname.slice(1));
  server.pathname = "/postgres";
  const client = new pg.Client({ connectionString: server.href });
  await client.connect();
  try {
    await createDatabase(client, { name });
  } finally {
    await client.end();
  }
}

async function apply(engine: SchemaEngine, migrationsDir: string): Promise<string[]> {
  const migrationsList = migrationsIn(migrationsDir);
  // A script that failed was rolled back whole, so its row says nothing that forbids another try.
  const { failedMigrationNames } = await engine.diagnoseMigrationHistory({
    migrationsList,
    optInToShadowDatabase: false,
    filters: noFilters,
  });
  for (const migrationName of failedMigrationNames) await engine.markMigrationRolledBack({ migrationName });
  const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters: noFilters });
  return appliedMigrationNames;
}
