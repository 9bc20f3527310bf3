import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { migrate } from "@madang/migrate";
import pg from "pg";
import { z } from "zod";
import { type Environment, root, settingName } from "../env.ts";
import { folders } from "../launcher/folders.ts";
import { Refusal } from "../launcher/Refusal.ts";
import { ensureDatabase, rolePassword } from "../postgres/index.ts";

/** The addresses of databases that were given by a setting instead of being ours; refuses those that cannot be used. */
export async function givenDatabases(names: readonly string[], env: Environment): Promise<Record<string, string>> {
  const given = names.flatMap((name) => {
    const url = env[settingName("DATABASE_URL", name)];
    return url ? [[name, url] as const] : [];
  });
  await Promise.all(given.map(([name, url]) => tryDatabase(settingName("DATABASE_URL", name), url)));
  return Object.fromEntries(given);
}

/** Makes the databases and roles that are not given by a setting. */
export async function ownDatabases(
  names: readonly string[],
  { adminUrl, superuserPassword }: { readonly adminUrl: string; readonly superuserPassword: string },
): Promise<Record<string, string>> {
  const made: [string, string][] = [];
  for (const name of names)
    made.push([name, await ensureDatabase(adminUrl, { name, password: rolePassword(superuserPassword, name) })]);
  return Object.fromEntries(made);
}

/** Brings a database up to date and, when it was empty, fills it with the sample shop. Gives whether it was filled. */
export async function prepareDatabase(name: string, url: string, env: Environment): Promise<boolean> {
  // Filling may be cut off, and a database with tables looks full: the note stays until it is done.
  const note = join(folders.seeding, name);
  const migrationsDir = join(root, "prisma", name, "migrations");
  const applied = await appliedMigrations(url);
  if (!existsSync(note) && applied) {
    if (!isCurrent(applied, migrationsDir)) await migrate({ name, url, migrationsDir });
    return false;
  }
  mkdirSync(folders.seeding, { recursive: true });
  writeFileSync(note, "");
  await migrate({ name, url, migrationsDir });
  const seeded = await seed(name, url, env);
  rmSync(note);
  return seeded;
}

/** Whether exactly these migrations are applied: then the schema engine, which takes a moment to load, is not needed. */
function isCurrent(applied: ReadonlyMap<string, string>, migrationsDir: string): boolean {
  const entries = readdirSync(migrationsDir, { withFileTypes: true });
  const wanted = entries.filter((entry) => !entry.name.includes(".")).map(({ name }) => name);
  return (
    wanted.length === applied.size &&
    wanted.every((name) => {
      const script = readFileSync(join(migrationsDir, name, "migration.sql"));
      return applied.get(name) === createHash("sha256").update(script).digest("hex");
    })
  );
}

const seedModule = z.object({
  seed: z.custom<(at: { databaseUrl: string; env: Environment; log: (line: string) => void }) => Promise<unknown>>(
    (value) => typeof value === "function",
  ),
});

async function seed(name: string, databaseUrl: string, env: Environment): Promise<boolean> {
  const file = join(root, "prisma", name, "seed.ts");
  if (!existsSync(file)) return false;
  const { seed: fill } = seedModule.parse({ ...(await import(pathToFileURL(file).href)) });
  await fill({ databaseUrl, env, log: (line) => process.stdout.write(`  ${name}: ${line}\n`) });
  return true;
}

/** The checksums of the applied migrations by name; undefined when the database is empty. */
async function appliedMigrations(url: string): Promise<Map<string, string> | undefined> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
    const found = await client.query<{ migration_name: string; checksum: string }>(
      "SELECT migration_name, checksum FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL",
    );
    return new Map(found.rows.map(({ migration_name, checksum }) => [migration_name, checksum]));
  } catch (error) {
    // Neither the database nor the table is there yet.
    if (["3D000", "42P01"].includes(codeOf(error))) return undefined;
    throw error;
  } finally {
    await client.end();
  }
}

async function tryDatabase(setting: string, url: string): Promise<void> {
  const where = hostOf(setting, url);
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
  } catch (error) {
    const code = codeOf(error);
    // A missing database is made when it is migrated.
    if (code === "3D000") return;
    if (code === "28P01" || code === "28000")
      throw new Refusal(`${setting}: PostgreSQL at ${where} refuses this user or password.`);
    const reason = error instanceof Error && error.message ? error.message : code;
    throw new Refusal(`${setting}: PostgreSQL at ${where} cannot be reached (${reason}).`);
  } finally {
    await client.end();
  }
}

function hostOf(setting: string, text: string): string {
  const url = URL.parse(text);
  if (!url || !/^postgres(ql)?:$/.test(url.protocol))
    throw new Refusal(`${setting}: this is not the address of a PostgreSQL database.`);
  return url.host;
}

const codeOf = (error: unknown) => (error instanceof Error && "code" in error ? String(error.code) : "");
