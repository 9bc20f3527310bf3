import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { SchemaContainer } from "@prisma/schema-engine-wasm";

/** One subgraph's database as the repository describes it. */
export type Domain = {
  readonly name: string;
  /** Holds schema.prisma and the link to kit.prisma. */
  readonly schemaDir: string;
  readonly migrationsDir: string;
};

const repository = resolve(import.meta.dirname, "../../..");

/** Every folder of `prisma/` that holds a schema. */
export function domains(root: string = join(repository, "prisma")): Domain[] {
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(root, entry.name, "schema.prisma")))
    .map((entry) => domainIn(join(root, entry.name), entry.name))
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** The domain of that name, or one sentence that says which there are. */
export function domainNamed(name: string, root?: string): Domain {
  const all = domains(root);
  const found = all.find((domain) => domain.name === name);
  if (!found)
    throw new Error(`There is no domain "${name}" in prisma/; there are ${all.map((d) => d.name).join(", ")}.`);
  return found;
}

/** The schema's files with their contents, as the engine takes them. */
export function schemaFiles({ schemaDir }: Domain): SchemaContainer[] {
  return readdirSync(schemaDir)
    .filter((file) => file.endsWith(".prisma"))
    .sort()
    .map((file) => join(schemaDir, file))
    .map((path) => ({ path, content: readFileSync(path, "utf8") }));
}

/** The checkout that a domain belongs to. */
export function rootOf({ schemaDir }: Domain): string {
  return dirname(dirname(schemaDir));
}

function domainIn(schemaDir: string, name: string): Domain {
  return { name, schemaDir, migrationsDir: join(schemaDir, "migrations") };
}
