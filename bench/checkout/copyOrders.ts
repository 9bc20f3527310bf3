import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import type { Databases } from "../databases.ts";
import { type Column, columnsOf, type Table, tablesOf } from "./tables.ts";

/** What is not an order's own, and therefore the same in each copy. */
const shared = "product|product_variant|warehouse|category|account|service";

/**
 * Ids within a text become those of the k-th copy, in every database the same way, so that what belonged together
 * still does. Ids begin with the time in milliseconds: its first digits, the same in all that is made here, become the
 * number of the copy. UUIDs are by chance all through. So copies of different orders do not meet.
 */
const functions = `
  CREATE SCHEMA bench;
  CREATE FUNCTION bench.head(k bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT string_agg(substr('0123456789abcdefghjkmnpqrstvwxyz', ((k >> shift) & 31)::int + 1, 1), '')
      FROM (VALUES (10), (5), (0)) AS bits(shift) $$;
  CREATE FUNCTION bench.copied(t text, k bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT regexp_replace(
      regexp_replace(t, '\\m((?!(?:${shared})_)[a-z_]+_[0-7])[0-9a-hjkmnp-tv-z]{3}([0-9a-hjkmnp-tv-z]{22})\\M', '\\1' || bench.head(k) || '\\2', 'g'),
      '\\m([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4})[0-9a-f]{8}\\M', '\\1' || lpad(to_hex(k), 8, '0'), 'g') $$;
  CREATE FUNCTION bench.another(t text, k bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN bench.copied(t, k) = t THEN t || '-' || k ELSE bench.copied(t, k) END $$;`;

/** Notes which rows there are; those that come later are what orders leave behind. */
export async function beforeOrders(databases: Databases): Promise<void> {
  await each(databases, async (db) => {
    await db.query(functions);
    for (const { name, key } of await tablesOf(db))
      await db.query(
        `CREATE TABLE bench."before_${name}" AS SELECT ${key.map(quoted).join(", ")} FROM public."${name}"`,
      );
  });
}

/** Keeps what was written since: the rows that are copied. */
export async function keepOrders(databases: Databases): Promise<void> {
  await each(databases, async (db) => {
    for (const { name, key } of await tablesOf(db)) {
      const same = key.map((column) => `b.${quoted(column)} = x.${quoted(column)}`).join(" AND ");
      await db.query(`CREATE TABLE bench."${name}" AS SELECT x.* FROM public."${name}" x
                       WHERE NOT EXISTS (SELECT FROM bench."before_${name}" b WHERE ${same})`);
    }
  });
}

/** Writes the kept rows `copies` times more, under other ids, and brings the stock's sums up to its movements. */
export async function copyOrders(databases: Databases, copies: number, say: (line: string) => void): Promise<void> {
  const copy = async (name: string) => {
    const db = databases.of(name);
    const client = await db.connect();
    try {
      // Copies of rows that kept every rule keep them too; the triggers would only look once more.
      await client.query("SET session_replication_role = replica");
      await client.query("SET statement_timeout = 0");
      let rows = 0;
      for (const table of await tablesOf(db)) rows += await copyTable(client, table, copies);
      say(`${name}: ${rows.toLocaleString("en")} rows`);
    } finally {
      client.release(true);
    }
  };
  await Promise.all(databases.names.map(copy));
  await databases.of("inventory").query(`
    UPDATE stock_level l SET on_hand = m.on_hand, reserved = m.reserved
      FROM (SELECT variant_id, warehouse_id, sum(on_hand_delta) AS on_hand, sum(reserved_delta) AS reserved
              FROM stock_movement GROUP BY 1, 2) m
     WHERE (l.variant_id, l.warehouse_id) = (m.variant_id, m.warehouse_id)`);
  // As autovacuum and the next checkpoint do in the end: that belongs to the copies, not to the orders that come.
  await each(databases, async (db) => void (await db.query("VACUUM ANALYZE")));
  const server = databases.of("postgres");
  await server.query("CHECKPOINT");
  const cleaning = "SELECT FROM pg_stat_activity WHERE backend_type = 'autovacuum worker'";
  while ((await server.query(cleaning)).rowCount !== 0) await sleep(500);
}

async function copyTable(client: pg.PoolClient, table: Table, copies: number): Promise<number> {
  const columns = await columnsOf(client, table.name);
  // What stays the same in a copy is no order's own: a sum, a counter.
  if (await staysTheSame(client, table.name, columns, table.key)) return 0;
  const apart = await columnsToTellApart(client, table, columns);
  const value = (column: Column) => {
    const name = `x.${quoted(column.name)}`;
    if (column.kind === "number") return apart.has(column.name) ? `${name} + k * 10000000` : name;
    if (column.kind === "other") return name;
    const rewritten = apart.has(column.name) ? "another" : "copied";
    return `bench.${rewritten}(${name}::text, k)::${column.type}`;
  };
  const { rowCount } = await client.query(
    `INSERT INTO public."${table.name}" (${columns.map(({ name }) => quoted(name)).join(", ")})
     SELECT ${columns.map(value).join(", ")} FROM bench."${table.name}" x, generate_series(1, $1::bigint) k`,
    [copies],
  );
  return rowCount ?? 0;
}

/** One column of each unique index whose values would come out the same in a copy. */
async function columnsToTellApart(client: pg.PoolClient, { name, unique }: Table, columns: readonly Column[]) {
  const apart = new Set<string>();
  for (const index of unique) {
    const its = columns.filter((column) => index.includes(column.name));
    // A column that the database counts itself differs anyway.
    if (its.length < index.length) continue;
    const same = await staysTheSame(client, name, columns, index);
    const texts = its.filter(({ kind }) => kind === "text");
    const last = texts.at(-1) ?? its.findLast(({ kind }) => kind === "number");
    if (same && last) apart.add(last.name);
  }
  return apart;
}

/** Whether any row has the same values in these columns when it is copied. */
async function staysTheSame(
  client: pg.PoolClient,
  table: string,
  columns: readonly Column[],
  index: readonly string[],
): Promise<boolean> {
  const texts = columns
    .filter(({ name, kind }) => kind === "text" && index.includes(name))
    .map(({ name }) => `x.${quoted(name)}::text`);
  const { rows } = await client.query(
    `SELECT FROM bench."${table}" x WHERE ${[...texts.map((text) => `bench.copied(${text}, 1) = ${text}`), "true"].join(" AND ")} LIMIT 1`,
  );
  return rows.length > 0;
}

const quoted = (name: string) => `"${name}"`;

async function each(databases: Databases, work: (db: pg.Pool, name: string) => Promise<void>): Promise<void> {
  for (const name of databases.names) await work(databases.of(name), name);
}
