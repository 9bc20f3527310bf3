import type { Database, Sql, Subgraph } from "@madang/service-kit";
import { cloneDatabase, freePort, startTestSubgraph, type TestOptions } from "@madang/testkit";
import pg from "pg";

/** A room of the shop that can be run with a bug in it, on the same database and port. */
export interface Room<S> extends AsyncDisposable {
  readonly url: string;
  readonly databaseUrl: string;
  /** Runs another definition of it, until that is disposed. */
  replacedBy(altered: S): Promise<AsyncDisposable>;
  /** Has its database do something. */
  sql<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>;
}

export async function openRoom<Tx extends Sql, Client extends Database<Tx>, Loaders, Settings>(
  subgraph: Subgraph<Tx, Client, Loaders, Settings>,
  { env, ...options }: TestOptions,
): Promise<Room<Subgraph<Tx, Client, Loaders, Settings>>> {
  await using opening = new AsyncDisposableStack();
  const database = opening.use(await cloneDatabase(subgraph.name));
  const settings = { PORT: String(await freePort()), ...env };
  const start = (definition: typeof subgraph) =>
    startTestSubgraph(definition, { role: "all", ...options, env: settings, database });
  let running = await start(subgraph);
  const { url } = running;
  opening.defer(() => running[Symbol.asyncDispose]());
  const change = async (definition: typeof subgraph) => {
    await running[Symbol.asyncDispose]();
    running = await start(definition);
  };
  const room = opening.move();
  return {
    url,
    databaseUrl: database.url,
    replacedBy: async (altered) => {
      await change(altered);
      return { [Symbol.asyncDispose]: () => change(subgraph) };
    },
    sql: async <Row extends pg.QueryResultRow>(text: string, values: unknown[] = []) => {
      const client = new pg.Client({ connectionString: database.url });
      await client.connect();
      try {
        return (await client.query<Row>(text, values)).rows;
      } finally {
        await client.end();
      }
    },
    [Symbol.asyncDispose]: () => room.disposeAsync(),
  };
}
