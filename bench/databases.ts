import { readSupergraphConfig } from "@madang/contracts";
import { localCluster, localPorts, localPostgres } from "@madang/local";
import pg from "pg";

/** The databases of a shop that was opened by `openShop`, as their superuser. */
export interface Databases extends AsyncDisposable {
  readonly names: readonly string[];
  readonly url: (name: string) => string;
  readonly of: (name: string) => pg.Pool;
}

export function openDatabases(shop: { readonly home: string; readonly base: number }): Databases {
  const subgraphs = readSupergraphConfig();
  const names = subgraphs.map(({ name }) => name);
  const { superuserPassword } = localCluster(shop.home);
  const { postgres } = localPorts(subgraphs, shop.base);
  const url = (name: string) =>
    `postgresql://postgres:${encodeURIComponent(superuserPassword)}@127.0.0.1:${postgres}/${name}`;
  const pools = new Map<string, pg.Pool>();
  const of = (name: string) => {
    const pool = pools.get(name) ?? new pg.Pool({ connectionString: url(name), max: 2 });
    pools.set(name, pool);
    return pool;
  };
  const close = async () => void (await Promise.all([...pools.values()].map((pool) => pool.end())));
  return { names, url, of, [Symbol.asyncDispose]: close };
}

/** Makes the cluster of a shop that was never opened count its statements; it takes effect as the shop opens. */
export async function countStatements(home: string): Promise<void> {
  await using cluster = await localPostgres(home);
  const client = new pg.Client({ connectionString: cluster.adminUrl });
  await client.connect();
  await client.query("ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'");
  await client.query("ALTER SYSTEM SET pg_stat_statements.max = 10000");
  await client.query("CREATE EXTENSION IF NOT EXISTS pg_stat_statements").catch((error: Error) => {
    // The view works only once the library is loaded; making it does not need that.
    throw new Error("This PostgreSQL has no pg_stat_statements.", { cause: error });
  });
  await client.end();
}

const undelivered = "SELECT count(*)::int AS n FROM kit_delivery WHERE done_at IS NULL";
const unfinished = "SELECT count(*)::int AS n FROM kit_process WHERE status = 'RUNNING'";

/** What the rooms still owe one another: deliveries, and processes that are not over. */
export async function owed(databases: Databases): Promise<number> {
  const under = await count(databases, [undelivered, unfinished]);
  // Asked last: what is delivered waits there to be counted.
  const { rows } = await databases.of("analytics").query<{ n: number }>("SELECT count(*)::int AS n FROM uncounted");
  return under + (rows[0]?.n ?? 0);
}

/** Deliveries alone: a process may wait for a shopper. */
export const owedDeliveries = (databases: Databases) => count(databases, [undelivered]);

async function count(databases: Databases, queries: readonly string[]): Promise<number> {
  const counts = await Promise.all(
    databases.names.flatMap((name) =>
      queries.map(async (query) => (await databases.of(name).query<{ n: number }>(query)).rows[0]?.n ?? 0),
    ),
  );
  return counts.reduce((sum, n) => sum + n, 0);
}
