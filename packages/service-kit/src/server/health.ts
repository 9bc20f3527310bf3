import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { rootDirectory } from "@madang/contracts/paths";
import type { Sql } from "../database/sql.ts";

export type Status = "UP" | "DEGRADED" | "DOWN";

/** What `/health/ready` answers. */
export interface Health {
  readonly name: string;
  readonly version: string;
  readonly status: Status;
  readonly checks: Readonly<Record<string, boolean>>;
}

/** Ready means that the database answers and has every migration. Without Redis a service is degraded, no more. */
export async function health(
  service: { readonly name: string; readonly version: string },
  db: Sql,
  queue: (() => boolean) | null,
): Promise<Health> {
  const database = await works(() => db.$queryRaw`SELECT 1`);
  const migrations = database && (await works(() => requireMigrations(db, service.name)));
  const connected = queue?.() ?? true;
  return {
    ...service,
    status: !database || !migrations ? "DOWN" : connected ? "UP" : "DEGRADED",
    checks: { database, migrations, ...(queue && { queue: connected }) },
  };
}

async function requireMigrations(db: Sql, name: string): Promise<void> {
  const applied = await db.$queryRaw<{ name: string }[]>`
    SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`;
  const names = new Set(applied.map((row) => row.name));
  const missing = expectedMigrations(name).filter((migration) => !names.has(migration));
  if (missing.length > 0) throw new Error(`Migrations are missing: ${missing.join(", ")}.`);
}

const known = new Map<string, readonly string[]>();

function expectedMigrations(name: string): readonly string[] {
  const found = known.get(name);
  if (found) return found;
  const folder = join(rootDirectory, "prisma", name, "migrations");
  const names = existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => entry.name)
    : [];
  known.set(name, names);
  return names;
}

/** A check that fails says no; why it does is for whoever owns the thing to log. */
async function works(check: () => PromiseLike<unknown>): Promise<boolean> {
  try {
    await check();
    return true;
  } catch {
    return false;
  }
}
