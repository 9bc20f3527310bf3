import type { MigrationList, SchemaContainer } from "@prisma/schema-engine-wasm";
import pg from "pg";
import { createDatabase } from "./createDatabase.ts";
import { type Domain, schemaFiles } from "./domains.ts";
import { noFilters, openEngine } from "./engine/schemaEngine.ts";
import { migrationsIn } from "./migrationsIn.ts";

export type DiffOptions = { readonly script: boolean; readonly to: Parameters<Engine["diff"]>[0]["to"] };
type Engine = Awaited<ReturnType<typeof openEngine>>["engine"];

/** The SQL that would bring the migrations to the schema; undefined when they agree. The role needs CREATEDB. */
export async function driftOf(domain: Domain, url: string): Promise<string | undefined> {
  return missingSql(url, migrationsIn(domain.migrationsDir), schemaFiles(domain));
}

/** The same for files that were read already. */
export async function missingSql(
  url: string,
  migrations: MigrationList,
  files: readonly SchemaContainer[],
): Promise<string | undefined> {
  const to = { tag: "schemaDatamodel" as const, files: [...files] };
  const { exitCode, stdout } = await diffFromMigrations(url, migrations, files, { to, script: true });
  return exitCode === 0 ? undefined : (stdout ?? "");
}

/** Compares what the migrations make with something else, in a database of its own that is dropped afterwards. */
export async function diffFromMigrations(
  url: string,
  migrationsList: MigrationList,
  files: readonly SchemaContainer[],
  { to, script }: DiffOptions,
): Promise<{ exitCode: number; stdout: string | null }> {
  await using scratch = await scratchDatabase(url);
  await using opened = await openEngine(scratch.url, files);
  if (migrationsList.migrationDirectories.length > 0)
    await opened.engine.applyMigrations({ migrationsList, filters: noFilters });
  const from = { tag: "schemaDatasource" as const, files: [...files], configDir: "." };
  return await opened.engine.diff({ from, to, script, exitCode: true, filters: noFilters });
}

async function scratchDatabase(url: string): Promise<AsyncDisposable & { readonly url: string }> {
  const name = `madang_scratch_${crypto.randomUUID().replaceAll("-", "")}`;
  const at = new URL(url);
  at.pathname = `/${name}`;
  await onServer(url, (client) => createDatabase(client, { name }));
  return {
    url: at.href,
    [Symbol.asyncDispose]: () => onServer(url, (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`)),
  };
}

async function onServer(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
