import type pg from "pg";

export interface Table {
  readonly name: string;
  /** The columns of its primary key. */
  readonly key: readonly string[];
  /** The columns of each unique index, the primary key's among them. */
  readonly unique: readonly (readonly string[])[];
}

export interface Column {
  readonly name: string;
  readonly type: string;
  /** Ids stand in texts, JSON and UUIDs. */
  readonly kind: "text" | "number" | "other";
}

/** The tables of a database that rows are written to; a table in parts is one. */
export async function tablesOf(db: pg.Pool): Promise<readonly Table[]> {
  const { rows } = await db.query<{ name: string; columns: string[]; is_key: boolean }>(`
    SELECT t.relname AS name, i.indisprimary AS is_key,
           array_agg(a.attname::text ORDER BY a.attnum) AS columns
      FROM pg_class t JOIN pg_index i ON i.indrelid = t.oid
      JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = ANY (i.indkey)
     WHERE t.relnamespace = 'public'::regnamespace AND t.relkind IN ('r', 'p') AND NOT t.relispartition
       AND i.indisunique AND t.relname NOT LIKE '\\_prisma%'
     GROUP BY t.relname, i.indexrelid, i.indisprimary`);
  return [...Map.groupBy(rows, ({ name }) => name)].flatMap(([name, its]) => {
    const key = its.find(({ is_key }) => is_key)?.columns;
    return key ? [{ name, key, unique: its.map(({ columns }) => columns) }] : [];
  });
}

/** The columns that are written; what the database counts or derives itself is not. */
export async function columnsOf(client: pg.PoolClient, table: string): Promise<readonly Column[]> {
  const { rows } = await client.query<{ name: string; type: string; category: string }>(
    `SELECT a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type, y.typcategory AS category
       FROM pg_attribute a JOIN pg_type y ON y.oid = a.atttypid
       LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
      WHERE a.attrelid = ('public.' || quote_ident($1))::regclass AND a.attnum > 0 AND NOT a.attisdropped
        AND a.attgenerated = '' AND a.attidentity = ''
        AND coalesce(pg_get_expr(d.adbin, d.adrelid) NOT LIKE 'nextval%', true)
      ORDER BY a.attnum`,
    [table],
  );
  return rows.map(({ name, type, category }) => ({ name, type, kind: kindOf(type, category) }));
}

function kindOf(type: string, category: string): Column["kind"] {
  if (type === "text" || type === "uuid" || type === "json" || type === "jsonb" || type === "text[]") return "text";
  return category === "N" ? "number" : "other";
}
