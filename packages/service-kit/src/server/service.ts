import type { Logger } from "pino";
import { Caller } from "../calls/caller.ts";
import { type Clock, databaseClock } from "../clock.ts";
import { Listener } from "../database/listener.ts";
import type { Database, Sql } from "../database/sql.ts";
import { Consumer } from "../events/consumer.ts";
import { outboxChannel } from "../events/outbox.ts";
import { Queues } from "../events/queues.ts";
import { Relay } from "../events/relay.ts";
import { type IdentitySigner, identitySigner, serviceViewer } from "../identity/identity.ts";
import type { Viewer } from "../identity/viewer.ts";
import { type Messages, mergeMessages, tell } from "../messages.ts";
import { createLog } from "../observability/log.ts";
import { createMetrics, type Metrics, observeCalls } from "../observability/metrics.ts";
import { startTracing, type Tracing, traceId } from "../observability/tracing.ts";
import { Cursors } from "../pagination.ts";
import { abortProcess } from "../processes/abort.ts";
import { ProcessEngine } from "../processes/engine.ts";
import { retryProcess } from "../processes/staff.ts";
import type { Observe } from "../processes/turn.ts";
import { processChannel } from "../processes/wake.ts";
import { runAction, type Transact, transactions } from "../run.ts";
import { type Environment, type KitSettings, readKitSettings } from "../settings.ts";
import type { Context, Subgraph } from "../subgraph.ts";
import type { Background } from "../work.ts";
import { Sweeper } from "./sweeper.ts";

export interface ServiceOptions {
  readonly env: Environment;
  /** What tells the time; the database, unless a test turns it. */
  readonly clock?: Clock;
  /** Told before and after each step of a process. */
  readonly observe?: Observe;
}

/** Headers of one request and of its answer. */
export interface Exchange {
  header(name: string): string | undefined;
  setHeader(name: string, value: string): void;
}

/** A subgraph with everything it needs, before it listens anywhere. */
export interface Service<Tx extends Sql, Client extends Database<Tx>, Loaders, Settings> {
  readonly name: string;
  readonly subgraph: Subgraph<Tx, Client, Loaders, Settings>;
  readonly kit: KitSettings;
  readonly settings: Settings;
  readonly db: Client;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
  readonly messages: Messages;
  readonly queues: Queues;
  readonly relay: Relay;
  readonly listener: Listener;
  readonly consumer: Consumer<Tx>;
  readonly engine: ProcessEngine<Tx>;
  readonly sweeper: Sweeper<Tx>;
  readonly signer: IdentitySigner;
  readonly clock: Clock;
  /** What work of the subgraph's own has, outside any request. */
  readonly background: Background<Tx>;
  /** What resolvers get, for one viewer. */
  contextFor(viewer: Viewer, exchange?: Exchange): Context<Tx, Client, Loaders, Settings>;
  /** Closes connections; nothing may be in flight any more. */
  close(): Promise<void>;
}

const noExchange: Exchange = { header: () => undefined, setHeader: () => undefined };

/** Puts a subgraph together from its definition and the environment. */
export async function createService<Tx extends Sql, Client extends Database<Tx>, Loaders, Settings>(
  subgraph: Subgraph<Tx, Client, Loaders, Settings>,
  { env, clock = databaseClock, observe }: ServiceOptions,
): Promise<Service<Tx, Client, Loaders, Settings>> {
  const { name } = subgraph;
  const kit = readKitSettings(name, env);
  // A subgraph without settings of its own has `unknown` for their type.
  const settings = (subgraph.env?.(env) ?? {}) as Settings;
  const log = createLog(name, kit.LOG_LEVEL);
  const metrics = createMetrics(name);
  const tracing = startTracing({ name, version: kit.SERVICE_VERSION, endpoint: kit.OTEL_EXPORTER_OTLP_ENDPOINT });
  const { tracer } = tracing;
  const signer = await identitySigner(kit.identityKey);
  const db = subgraph.connect({ ...kit, ...(kit.OTEL_EXPORTER_OTLP_ENDPOINT && { tracer }) });
  const transact = transactions<Tx>(name, db, clock, kit.DATABASE_STATEMENT_TIMEOUT_MS, settings);
  const caller = new Caller(kit, signer, observeCalls(metrics), tracer);
  const messages = mergeMessages(subgraph.messages);
  const queues = new Queues(kit);
  const background = backgrounds(db, transact, caller, log, settings);
  const shared = { db, clock, log, metrics, tracer, transact };
  const engine = new ProcessEngine<Tx>({
    ...shared,
    background: ({ viewer }) => background(viewer),
    processes: subgraph.processes ?? [],
    settings: kit,
    observe,
  });
  const ownBackground = background(serviceViewer(name));
  const consumer = new Consumer<Tx>({
    ...shared,
    service: name,
    background: ownBackground,
    handlers: subgraph.handles,
    jobs: subgraph.jobs ?? [],
    queues,
    settings: kit,
  });
  const relay = new Relay({ ...shared, service: name, queues, settings: kit });
  const listener = new Listener({
    settings: kit,
    channels: { [outboxChannel]: () => relay.wake(), [processChannel]: () => engine.wake() },
    log,
  });
  const sweeper = new Sweeper<Tx>({
    ...shared,
    background: ownBackground,
    sweeps: subgraph.sweeps ?? [],
    settings: kit,
  });
  const cursors = new Cursors(kit.CURSOR_SECRET);

  const contextFor = (viewer: Viewer, exchange = noExchange): Context<Tx, Client, Loaders, Settings> => {
    const call: Background<Tx>["call"] = (definition, variables) => caller.call(definition, variables, viewer);
    return {
      viewer,
      db,
      loaders: subgraph.loaders({ db, viewer, settings, log, call }),
      cursors,
      log,
      settings,
      requestId: traceId() ?? "",
      run: async (action, input) =>
        tell(messages, viewer.locale, await runAction(transact, action, input, { viewer, log })),
      tell: (result) => tell(messages, viewer.locale, result),
      start: async (process, input, options) =>
        tell(messages, viewer.locale, await engine.start(process, input, { viewer, ...options })),
      retryProcess: (process, subject) => retryProcess(db, process, subject, clock.turned()),
      abortProcess: async (process, subject, why) => abortProcess(db, process, subject, why, await clock(db)),
      call,
      now: () => clock(db),
      ...exchange,
    };
  };

  const close = async () => {
    await Promise.allSettled([queues.close(), caller.close(), db.$disconnect(), tracing.stop(), disposed(settings)]);
  };
  return {
    name,
    subgraph,
    kit,
    settings,
    db,
    log,
    metrics,
    tracing,
    messages,
    queues,
    relay,
    listener,
    consumer,
    engine,
    sweeper,
    signer,
    clock,
    background: ownBackground,
    contextFor,
    close,
  };
}

const disposed = async (settings: unknown) => {
  if (typeof settings === "object" && settings !== null && Symbol.asyncDispose in settings)
    await (settings as AsyncDisposable)[Symbol.asyncDispose]();
};

const backgrounds =
  <Tx extends Sql>(db: Database<Tx>, transact: Transact<Tx>, caller: Caller, log: Logger, settings: unknown) =>
  (viewer: Viewer): Background<Tx> => ({
    // Reads outside a transaction have the same models as those inside one.
    db: db as unknown as Background<Tx>["db"],
    viewer,
    log,
    // Each job's own Background type says what they are.
    settings: settings as never,
    run: (action, input) => runAction(transact, action, input, { viewer, log }),
    call: (definition, variables) => caller.call(definition, variables, viewer),
  });
