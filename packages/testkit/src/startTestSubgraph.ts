import {
  type Context,
  type Database,
  type Environment,
  identityHeader,
  type Observe,
  type Role,
  type Running,
  type Sql,
  type Subgraph,
  settingName,
  startSubgraph,
  type Viewer,
} from "@madang/service-kit";
import { type DocumentNode, type GraphQLFormattedError, print } from "graphql";
import { cloneDatabase } from "./cloneDatabase.ts";
import { identitySettings, signIdentity } from "./identities.ts";
import { type PublishedEvent, publishedIn } from "./published.ts";
import { redisSpace } from "./redisSpace.ts";
import { type TestClock, testClock } from "./testClock.ts";

export type TestOptions = {
  /** The subgraph's own settings, and changes to the kit's. */
  readonly env?: Environment;
  /** `api` leaves events and jobs alone until a test asks for a worker. */
  readonly role?: Role;
  /** Subgraphs that this one calls, by name. */
  readonly peers?: Readonly<Record<string, { readonly url: string }>>;
  /** Shares the database of another instance, or the Redis of the subgraphs that it exchanges events with. */
  readonly database?: { readonly url: string };
  readonly redis?: { readonly url: string; readonly prefix: string };
  readonly observe?: Observe;
};

export type Answer<Data> = {
  readonly data: Data | null;
  readonly errors: readonly GraphQLFormattedError[];
  readonly status: number;
};

/** What a viewer can do: the kit's own context, and the graph over HTTP. */
export type As<Tx extends Sql, Client extends Database<Tx>, Loaders, Settings> = Pick<
  Context<Tx, Client, Loaders, Settings>,
  "run" | "start" | "retryProcess" | "abortProcess" | "call" | "loaders"
> & {
  query<Data = Record<string, unknown>>(document: string | DocumentNode, variables?: object): Promise<Answer<Data>>;
};

export type TestSubgraph<Tx extends Sql, Client extends Database<Tx>, Loaders, Settings> = AsyncDisposable & {
  readonly url: string;
  readonly databaseUrl: string;
  readonly redis: { readonly url: string; readonly prefix: string };
  readonly db: Client;
  readonly clock: TestClock;
  readonly running: Running<Tx, Client, Loaders, Settings>;
  as(viewer: Viewer): As<Tx, Client, Loaders, Settings>;
  /** Every event in its store, in order. */
  published(): Promise<PublishedEvent[]>;
  /** Puts something there that the test begins with. */
  has<T>(make: (db: Client) => Promise<T>): Promise<T>;
};

/** A subgraph with a database and a Redis prefix of its own; all of it goes when it is disposed. */
export async function startTestSubgraph<Tx extends Sql, Client extends Database<Tx>, Loaders, Settings>(
  subgraph: Subgraph<Tx, Client, Loaders, Settings>,
  options: TestOptions = {},
): Promise<TestSubgraph<Tx, Client, Loaders, Settings>> {
  await using starting = new AsyncDisposableStack();
  const redis = options.redis ?? starting.use(redisSpace());
  const databaseUrl = options.database?.url ?? starting.use(await cloneDatabase(subgraph.name)).url;
  const clock = testClock();
  const env = await settingsOf(subgraph.name, databaseUrl, redis, options);
  const running = await startSubgraph(subgraph, {
    role: options.role ?? "api",
    env,
    clock,
    ...(options.observe && { observe: options.observe }),
  });
  starting.defer(() => running.stop());
  const { db } = running.service;
  const all = starting.move();
  return {
    url: running.url,
    databaseUrl,
    redis,
    db,
    clock,
    running,
    as: (viewer) => {
      const { run, start, retryProcess, abortProcess, call, loaders } = running.service.contextFor(viewer);
      return {
        run,
        start,
        retryProcess,
        abortProcess,
        call,
        loaders,
        query: (document, variables) => ask(running.url, viewer, document, variables),
      };
    },
    published: () => publishedIn(db, subgraph.catalogue),
    has: (make) => make(db),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

/** Asks a subgraph over HTTP with a validly signed identity. */
export async function ask<Data = Record<string, unknown>>(
  url: string,
  viewer: Viewer,
  document: string | DocumentNode,
  variables: object = {},
): Promise<Answer<Data>> {
  const query = typeof document === "string" ? document : print(document);
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", [identityHeader]: await signIdentity(viewer) },
    body: JSON.stringify({ query, variables }),
  });
  const body: { data?: Data | null; errors?: GraphQLFormattedError[] } = JSON.parse(await response.text());
  return { data: body.data ?? null, errors: body.errors ?? [], status: response.status };
}

async function settingsOf(
  name: string,
  databaseUrl: string,
  redis: { readonly url: string; readonly prefix: string },
  { env = {}, peers = {} }: TestOptions,
): Promise<Environment> {
  return {
    ...(await identitySettings(name)),
    [settingName("DATABASE_URL", name)]: databaseUrl,
    // Whoever is not a peer is not there: the connection is refused at once.
    SUBGRAPH_URL_TEMPLATE: "http://127.0.0.1:9/{name}",
    ...Object.fromEntries(Object.entries(peers).map(([peer, { url }]) => [settingName("SUBGRAPH_URL", peer), url])),
    REDIS_URL: redis.url,
    QUEUE_PREFIX: redis.prefix,
    CURSOR_SECRET: "a secret for the cursors of tests",
    DATABASE_POOL: "5",
    // A busy machine is no failure of what is tested.
    DATABASE_CONNECT_TIMEOUT_MS: "20000",
    PROCESS_DEADLINE_MS: "20000",
    LOG_LEVEL: "silent",
    NODE_ENV: "test",
    ...env,
  };
}
