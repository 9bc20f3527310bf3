import type { Database, Sql } from "../database/sql.ts";
import type { Subgraph } from "../subgraph.ts";
import { httpServer } from "./http.ts";
import { createService, type Service, type ServiceOptions } from "./service.ts";

/** What an instance does: answer, work through the queue, or both. */
export type Role = "api" | "worker" | "all";

export interface StartOptions extends ServiceOptions {
  readonly role?: Role;
}

/** A subgraph that runs. */
export interface Running<Tx extends Sql, Client extends Database<Tx>, Loaders, Settings> {
  readonly name: string;
  /** Of its GraphQL endpoint. */
  readonly url: string;
  readonly port: number;
  readonly service: Service<Tx, Client, Loaders, Settings>;
  /** Finishes what is in flight, then closes; waits SHUTDOWN_MS at most. */
  stop(): Promise<void>;
}

/** Starts a subgraph in a role, by default all of them in one process. */
export async function startSubgraph<Tx extends Sql, Client extends Database<Tx>, Loaders, Settings>(
  subgraph: Subgraph<Tx, Client, Loaders, Settings>,
  { role = "all", ...options }: StartOptions,
): Promise<Running<Tx, Client, Loaders, Settings>> {
  const service = await createService(subgraph, options);
  const { kit, log, relay, listener, consumer, engine, sweeper } = service;
  const works = role !== "api";
  const { app, drain } = await httpServer(service, { graph: role !== "worker", worker: works });
  try {
    await app.listen({ host: kit.HOST, port: kit.PORT });
  } catch (error) {
    await service.close();
    throw error;
  }
  if (works) {
    relay.start();
    consumer.start();
    engine.sweep();
    listener.start();
    sweeper.start();
  }
  const address = app.server.address();
  const port = typeof address === "object" && address ? address.port : kit.PORT;
  log.info({ role, port }, "Started");

  let stopped: Promise<void> | null = null;
  const stop = async () => {
    // Requests first: they may still start processes and publish. Then what works in the background.
    await drain();
    await app.close();
    await Promise.allSettled([consumer.stop(), engine.stop(), sweeper.stop()]);
    await Promise.allSettled([relay.stop(), listener.stop()]);
    await service.close();
  };
  const bounded = () =>
    Promise.race([
      stop(),
      new Promise<void>((resolve) => {
        setTimeout(() => {
          log.warn("Not everything in flight was finished in time");
          resolve();
        }, kit.SHUTDOWN_MS).unref();
      }),
    ]);
  return {
    name: subgraph.name,
    url: `http://${kit.HOST}:${port}/graphql`,
    port,
    service,
    stop: () => {
      stopped ??= bounded();
      return stopped;
    },
  };
}
