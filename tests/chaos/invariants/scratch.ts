import pg from "pg";

/** A new database of the harness's own, in which the tables of every room stand beside one another: `orders.order`. */
export interface Scratch extends AsyncDisposable {
  readonly client: pg.Client;
  /** Fills it with what the rooms' databases hold now. */
  load(databaseUrls: Readonly<Record<string, string>>): Promise<void>;
  /** Fills a table of the harness's own. */
  put(table: string, columns: string, rows: readonly object[]): Promise<void>;
}

const name = "chaos_scratch";

export async function openScratch(adminUrl: string): Promise<Scratch> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  await admin.query(`CREATE DATABASE ${name}`);
  await admin.end();
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  return {
    client,
    load: async (databaseUrls) => {
      for (const [room, databaseUrl] of Object.entries(databaseUrls)) await copyRoom(client, room, databaseUrl);
    },
    put: async (table, columns, rows) => {
      await client.query(`DROP TABLE IF EXISTS ${table}`);
      await client.query(`CREATE TABLE ${table} (${columns})`);
      await client.query(`INSERT INTO ${table} SELECT * FROM jsonb_populate_recordset(NULL::${table}, $1)`, [
        JSON.stringify(rows),
      ]);
    },
    [Symbol.asyncDispose]: () => client.end(),
  };
}

// Columns as they are, but enums and what else only the room's database knows as text. Partitions are their parent's.
const tablesOf = `
  SELECT c.relname AS table, string_agg(format('%I %s', a.attname,
           CASE WHEN t.typtype = 'b' AND t.typnamespace = 'pg_catalog'::regnamespace
             THEN format_type(a.atttypid, a.atttypmod) ELSE 'text' END), ', ' ORDER BY a.attnum) AS columns
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    JOIN pg_type t ON t.oid = a.atttypid
   WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
     AND c.relname <> '_prisma_migrations'
   GROUP BY c.relname`;

async function copyRoom(scratch: pg.Client, room: string, databaseUrl: string): Promise<void> {
  const source = new pg.Client({ connectionString: databaseUrl });
  await source.connect();
  try {
    // One moment for all tables of a room.
    await source.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    const schema = pg.escapeIdentifier(room);
    await scratch.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE; CREATE SCHEMA ${schema}`);
    const { rows } = await source.query<{ table: string; columns: string }>(tablesOf);
    for (const { table, columns } of rows) {
      const target = `${schema}.${pg.escapeIdentifier(table)}`;
      await scratch.query(`CREATE TABLE ${target} (${columns})`);
      await source.query(
        `DECLARE found NO SCROLL CURSOR FOR SELECT to_jsonb(t)::text AS row FROM ${pg.escapeIdentifier(table)} t`,
      );
      // A value of PostgreSQL has its limits, and so has the memory.
      for (let some = await fetchSome(source); some.length > 0; some = await fetchSome(source))
        await scratch.query(`INSERT INTO ${target} SELECT * FROM jsonb_populate_recordset(NULL::${target}, $1)`, [
          `[${some.join()}]`,
        ]);
      await source.query("CLOSE found");
    }
  } finally {
    await source.end();
  }
}

async function fetchSome(source: pg.Client): Promise<string[]> {
  const { rows } = await source.query<{ row: string }>("FETCH 5000 FROM found");
  return rows.map(({ row }) => row);
}
