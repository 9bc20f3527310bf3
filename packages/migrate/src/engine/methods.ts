import type { DiffTarget, MigrationList, SchemaContainer, SchemaEngine } from "@prisma/schema-engine-wasm";
import { emptyScript, migrationName } from "../createMigration.ts";
import { diffFromMigrations, missingSql } from "../drift.ts";
import { noFilters } from "./schemaEngine.ts";

export type Params = {
  readonly schema?: { readonly files: SchemaContainer[] };
  readonly from?: DiffTarget;
  readonly to?: DiffTarget;
  readonly script?: boolean;
  readonly migrationsList?: MigrationList;
  readonly migrationName?: string;
  readonly draft?: boolean;
};

/** The engine behind the CLI, the address of its database, and how to make that. */
export type Behind = {
  readonly engine: SchemaEngine;
  readonly url: string;
  createDatabase(): Promise<string>;
};

/** What the CLI asks for; where the engine would want a shadow database, a comparison in a scratch one answers. */
export async function perform(behind: Behind, method: string, params: Params): Promise<unknown> {
  const { engine, url } = behind;
  switch (method) {
    case "getDatabaseVersion":
      return engine.version(null);
    case "createDatabase":
      return { databaseName: await behind.createDatabase() };
    case "createMigration":
      return created(await wanted(url, params), params);
    case "evaluateDataLoss":
      return { migrationSteps: (await wanted(url, params)) ? 1 : 0, unexecutableSteps: [], warnings: [] };
    case "devDiagnostic":
      return { action: await nextAction(engine, params) };
    case "diff":
      return diff(behind, params);
    default:
      return direct(engine, method, params);
  }
}

async function diff({ engine, url }: Behind, params: Params): Promise<unknown> {
  const { from, to, script = false } = params;
  if (from?.tag !== "migrations" || !to) return direct(engine, "diff", params);
  return diffFromMigrations(url, from, filesOf(to), { to, script });
}

/** The schema's files, if that is what it is. */
export function filesOf(target: DiffTarget | undefined): SchemaContainer[] {
  return target?.tag === "schemaDatamodel" || target?.tag === "schemaDatasource" ? target.files : [];
}

async function direct(engine: SchemaEngine, method: string, params: Params): Promise<unknown> {
  const call: unknown = Reflect.get(engine, method);
  if (typeof call !== "function") throw new Error(`The schema engine has no method ${method}.`);
  const result: unknown = await Reflect.apply(call, engine, [params]);
  return result ?? {};
}

async function wanted(url: string, { migrationsList, schema }: Params): Promise<string | undefined> {
  if (!migrationsList || !schema) throw new Error("The Prisma CLI sent no migrations or no schema.");
  return missingSql(url, migrationsList, schema.files);
}

function created(sql: string | undefined, { migrationName: name = "", draft }: Params) {
  const script = sql ?? (draft ? emptyScript : null);
  const generatedMigrationName = script === null ? null : migrationName(name, new Date());
  return { connectorType: "postgresql", generatedMigrationName, migrationScript: script, extension: "sql" };
}

async function nextAction(engine: SchemaEngine, { migrationsList }: Params) {
  if (!migrationsList) throw new Error("The Prisma CLI sent no migrations.");
  const found = await engine.diagnoseMigrationHistory({
    migrationsList,
    optInToShadowDatabase: false,
    filters: noFilters,
  });
  const edited = found.editedMigrationNames;
  if (edited.length > 0) return { tag: "reset", reason: `Edited since they were applied: ${edited.join(", ")}.` };
  for (const migrationName of found.failedMigrationNames) await engine.markMigrationRolledBack({ migrationName });
  if (found.history && found.history.diagnostic !== "databaseIsBehind")
    return { tag: "reset", reason: "The database has migrations that the folder has not." };
  return { tag: "createMigration" };
}
