import { type Domain, schemaFiles } from "./domains.ts";
import { noFilters, openEngine } from "./engine/schemaEngine.ts";
import { migrationsIn } from "./migrationsIn.ts";

/** The SQL that would bring the migrations to the schema; undefined when they agree. The role needs CREATEDB. */
export async function driftOf(domain: Domain, url: string): Promise<string | undefined> {
  const files = schemaFiles(domain);
  await using opened = await openEngine(url, files);
  const { exitCode, stdout } = await opened.engine.diff({
    from: { tag: "migrations", ...migrationsIn(domain.migrationsDir) },
    to: { tag: "schemaDatamodel", files },
    script: true,
    exitCode: true,
    filters: noFilters,
  });
  return exitCode === 0 ? undefined : (stdout ?? "");
}
