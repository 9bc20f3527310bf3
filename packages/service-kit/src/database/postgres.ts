import { AsyncLocalStorage } from "node:async_hooks";
import { SpanKind, SpanStatusCode, type Tracer } from "@opentelemetry/api";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import type { KitSettings } from "../settings.ts";
import { beginTold, readBegin } from "./beginning.ts";
import { isStale, statementNames } from "./prepared.ts";

/** Connects a Prisma client to PostgreSQL: `new PrismaClient({ adapter: postgres(settings) })`. */
export type DatabaseSettings = Pick<
  KitSettings,
  "databaseUrl" | "name" | "DATABASE_POOL" | "DATABASE_CONNECT_TIMEOUT_MS" | "DATABASE_STATEMENT_TIMEOUT_MS"
> & { readonly tracer?: Tracer };

const counters = new AsyncLocalStorage<{ statements: string[] }>();

/** Runs `work` and gives the SQL statements that it sent, transaction control aside. */
export async function statementsOf<T>(work: () => Promise<T>): Promise<{ result: T; statements: readonly string[] }> {
  const counter = { statements: [] };
  const result = await counters.run(counter, work);
  return { result, statements: counter.statements };
}

/** The driver adapter with bounded waits: no connection, and no statement, is waited for without end. */
export function postgres(settings: DatabaseSettings): PrismaPg {
  const pool = new pg.Pool({
    connectionString: settings.databaseUrl,
    max: settings.DATABASE_POOL,
    connectionTimeoutMillis: settings.DATABASE_CONNECT_TIMEOUT_MS,
    statement_timeout: settings.DATABASE_STATEMENT_TIMEOUT_MS,
    query_timeout: settings.DATABASE_STATEMENT_TIMEOUT_MS + 1_000,
    idle_in_transaction_session_timeout: settings.DATABASE_STATEMENT_TIMEOUT_MS * 2,
    application_name: settings.name,
    keepAlive: true,
  });
  // An idle connection that breaks is replaced at its next use, which reports what is still wrong by then.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => {
    // Between the pool, which stops listening to one that it hands out, and whoever gets it, who is not listening yet,
    // the end of a connection would be the end of the process. Its next statement reports it.
    client.on("error", () => undefined);
    observe(client, settings.tracer);
  });
  return new PrismaPg(pool, { disposeExternalPool: true, statementNameGenerator: statementNames() });
}

const control = /^(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|SET)\b/i;

function observe(client: pg.PoolClient, tracer: Tracer | undefined) {
  const query = client.query.bind(client) as (...args: unknown[]) => unknown;
  const observed = (...args: unknown[]) => {
    const text = textOf(args[0]);
    if (text === "BEGIN" && beginTold()) return readBegin(query);
    if (text === null || control.test(text)) return query(...args);
    counters.getStore()?.statements.push(text);
    if (!tracer) return leavingStale(client, query(...args));
    const span = tracer.startSpan(`sql ${text.trimStart().split(/\s/, 1)[0]}`, {
      kind: SpanKind.CLIENT,
      attributes: { "db.system.name": "postgresql", "db.query.text": text },
    });
    const answer = leavingStale(client, query(...args));
    if (!(answer instanceof Promise)) {
      span.end();
      return answer;
    }
    return answer.then(
      (rows: unknown) => {
        span.end();
        return rows;
      },
      (error: unknown) => {
        span.setStatus({ code: SpanStatusCode.ERROR });
        span.end();
        throw error;
      },
    );
  };
  Object.assign(client, { query: observed });
}

/** Ends a connection that holds a statement which no longer fits: the next one prepares it anew. */
function leavingStale(client: pg.PoolClient, answer: unknown): unknown {
  if (!(answer instanceof Promise)) return answer;
  return answer.catch((error: unknown) => {
    if (isStale(error) && client instanceof pg.Client) void client.end();
    throw error;
  });
}

function textOf(query: unknown): string | null {
  if (typeof query === "string") return query;
  if (typeof query === "object" && query !== null && "text" in query && typeof query.text === "string")
    return query.text;
  return null;
}
