import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { MigrationDirectory, MigrationList } from "@prisma/schema-engine-wasm";

/** The migrations of a folder as the schema engine wants them, oldest first. */
export function migrationsIn(baseDir: string): MigrationList {
  const lock = join(baseDir, "migration_lock.toml");
  const entries = existsSync(baseDir) ? readdirSync(baseDir, { withFileTypes: true }) : [];
  return {
    baseDir,
    lockfile: { path: "migration_lock.toml", content: existsSync(lock) ? readFileSync(lock, "utf8") : null },
    shadowDbInitScript: "",
    migrationDirectories: entries
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
      .sort()
      .map((name) => directory(baseDir, name)),
  };
}

function directory(baseDir: string, name: string): MigrationDirectory {
  const file = join(baseDir, name, "migration.sql");
  const content = existsSync(file)
    ? ({ tag: "ok", value: readFileSync(file, "utf8") } as const)
    : ({ tag: "error", value: `${file} is missing` } as const);
  return { path: name, migrationFile: { path: "migration.sql", content } };
}
