import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort, type Postgres, startPostgres } from "@madang/local";
import pg from "pg";

/** The databases' server, and each database of it, as something that can fail. */
export interface Databases extends AsyncDisposable {
  readonly port: number;
  readonly adminUrl: string;
  /** Ends the server and every session, in order. */
  stop(): Promise<void>;
  /** Ends the server at once, as a power cut does. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Lets nobody into one database, and throws out who is in it. */
  close(name: string): Promise<void>;
  reopen(name: string): Promise<void>;
  /** Cuts the connections to one database, or to all. */
  cutConnections(name?: string): Promise<void>;
  ask<Row extends pg.QueryResultRow>(sql: string, values?: unknown[]): Promise<Row[]>;
}

const superuserPassword = "chaos";

export async function startDatabases(dataDir: string): Promise<Databases> {
  const options = { dataDir, port: await freePort(), superuserPassword, settings: { max_connections: "300" } };
  let server: Postgres = await startPostgres(options);
  const ask = async <Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []) => {
    const client = new pg.Client({ connectionString: server.adminUrl });
    await client.connect();
    try {
      return (await client.query<Row>(sql, values)).rows;
    } finally {
      await client.end();
    }
  };
  const cutConnections = async (name?: string) =>
    void (await ask(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = coalesce($1, datname) AND pid <> pg_backend_pid() AND backend_type = 'client backend'`,
      [name ?? null],
    ));
  const allow = (name: string, allowed: boolean) =>
    ask(`ALTER DATABASE ${pg.escapeIdentifier(name)} WITH ALLOW_CONNECTIONS ${allowed}`);
  return {
    port: options.port,
    adminUrl: server.adminUrl,
    stop: () => server.stop(),
    kill: async () => {
      const [pid] = readFileSync(join(server.dataDir, "postmaster.pid"), "utf8").split("\n");
      process.kill(Number(pid), "SIGKILL");
      await server.stop();
    },
    start: async () => {
      server = await startAgain(options);
    },
    close: async (name) => {
      await allow(name, false);
      await cutConnections(name);
    },
    reopen: async (name) => void (await allow(name, true)),
    cutConnections,
    ask,
    [Symbol.asyncDispose]: () => server.stop(),
  };
}

/** The sessions of a server that was killed take a moment to notice, and until then none can follow it. */
async function startAgain(options: Parameters<typeof startPostgres>[0]): Promise<Postgres> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await startPostgres(options);
    } catch (error) {
      if (attempt === 20) throw error;
      await sleep(500);
    }
  }
}
