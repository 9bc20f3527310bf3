import type pg from "pg";

export interface Statement {
  readonly database: string;
  readonly query: string;
  readonly calls: number;
  readonly ms: number;
}

export interface Counted {
  /** Transaction control and other utilities aside. */
  readonly statements: number;
  readonly walBytes: number;
  readonly perDatabase: ReadonlyMap<string, number>;
  /** All of them, those that took longest in all first. */
  readonly each: readonly Statement[];
}

export const forget = (admin: pg.Pool) => admin.query("SELECT pg_stat_statements_reset()");

const counted = `
  SELECT d.datname AS database, s.query, s.calls::float8 AS calls, s.total_exec_time AS ms, s.wal_bytes::float8 AS wal
    FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid JOIN pg_roles r ON r.oid = s.userid
   WHERE s.toplevel AND r.rolname <> 'postgres'`;
const control = /^\s*(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|SET|SHOW|LISTEN|UNLISTEN|DISCARD|DEALLOCATE|START)\b/i;

/** The statements that the rooms have sent since they were last forgotten. */
export async function tellStatements(admin: pg.Pool): Promise<Counted> {
  const { rows } = await admin.query<Statement & { readonly wal: number }>(counted);
  const all = rows.filter(({ query }) => !control.test(query));
  const perDatabase = new Map<string, number>();
  for (const { database, calls } of all) perDatabase.set(database, (perDatabase.get(database) ?? 0) + calls);
  const sum = (of: readonly { readonly calls: number }[]) => of.reduce((n, { calls }) => n + calls, 0);
  return {
    statements: sum(all),
    walBytes: rows.reduce((bytes, { wal }) => bytes + wal, 0),
    perDatabase,
    each: all.toSorted((a, b) => b.ms - a.ms),
  };
}
