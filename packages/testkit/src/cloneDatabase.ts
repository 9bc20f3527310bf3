import { randomBytes } from "node:crypto";
import { ensureDatabase } from "@madang/local/postgres";
import { type Domain, domainNamed, migrate } from "@madang/migrate";
import pg from "pg";
import { inject } from "vitest";
import "./provided.ts";

export type TestDatabase = AsyncDisposable & { readonly url: string };

const password = "test";
const ready = new Map<string, Promise<string>>();

/** A migrated, empty database for one test file or test; dropped when it is disposed. */
export async function cloneDatabase(domain: string | Domain): Promise<TestDatabase> {
  const { name, migrationsDir } = typeof domain === "string" ? domainNamed(domain) : domain;
  const template = ready.get(name) ?? makeTemplate(name, migrationsDir);
  ready.set(name, template);
  const url = new URL(await template);
  const clone = `${name.slice(0, 40)}_${randomBytes(6).toString("hex")}`;
  await asAdmin(async (client) => {
    const [quoted, owner] = [client.escapeIdentifier(clone), client.escapeIdentifier(name)];
    await client.query(`CREATE DATABASE ${quoted} OWNER ${owner} TEMPLATE ${owner}`);
    await client.query(`REVOKE CONNECT, TEMPORARY ON DATABASE ${quoted} FROM PUBLIC`);
  });
  url.pathname = `/${clone}`;
  return {
    url: url.href,
    [Symbol.asyncDispose]: () =>
      asAdmin(
        async (client) => void (await client.query(`DROP DATABASE ${client.escapeIdentifier(clone)} WITH (FORCE)`)),
      ),
  };
}

/** Turns everybody away from a database until it is disposed, as an outage does. */
export async function closeDatabase(url: string): Promise<AsyncDisposable> {
  const name = new URL(url).pathname.slice(1);
  const allow = (whether: boolean) =>
    asAdmin(async (client) => {
      await client.query(`ALTER DATABASE ${client.escapeIdentifier(name)} ALLOW_CONNECTIONS ${whether}`);
      await client.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", [name]);
    });
  await allow(false);
  return { [Symbol.asyncDispose]: () => allow(true) };
}

/** A login role and an empty database of its own, for tests of migrations themselves. */
export async function emptyDatabase(): Promise<TestDatabase> {
  const name = `empty_${randomBytes(6).toString("hex")}`;
  const url = await ensureDatabase(inject("postgresAdminUrl"), { name, password, createdb: true });
  return {
    url,
    [Symbol.asyncDispose]: () =>
      asAdmin(async (client) => {
        await client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(name)} WITH (FORCE)`);
        await client.query(`DROP OWNED BY ${client.escapeIdentifier(name)}`);
        await client.query(`DROP ROLE ${client.escapeIdentifier(name)}`);
      }),
  };
}

// Test files run in several processes; the first one that needs a domain migrates it for all.
async function makeTemplate(name: string, migrationsDir: string): Promise<string> {
  return asAdmin(async (client) => {
    await client.query("SELECT pg_advisory_lock(hashtext('madang.template.' || $1))", [name]);
    const url = await ensureDatabase(inject("postgresAdminUrl"), { name, password });
    const { rows } = await client.query("SELECT datistemplate FROM pg_database WHERE datname = $1", [name]);
    if (rows[0]?.datistemplate !== true) {
      await migrate({ name, url, migrationsDir });
      await client.query(`ALTER DATABASE ${client.escapeIdentifier(name)} IS_TEMPLATE true`);
    }
    return url;
  });
}

async function asAdmin<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: inject("postgresAdminUrl") });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
