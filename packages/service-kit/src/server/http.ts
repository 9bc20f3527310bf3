import fastifyApollo, { type ApolloFastifyContextFunction, fastifyApolloDrainPlugin } from "@as-integrations/fastify";
import { contractOf } from "@madang/contracts/contract";
import { context, propagation, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import Fastify, { type FastifyInstance } from "fastify";
import { inconsistenciesOf } from "../checks.ts";
import type { Database, Sql } from "../database/sql.ts";
import { operatorResolvers } from "../graphql/operations.ts";
import { subgraphSchema } from "../graphql/schema.ts";
import { apolloServer } from "../graphql/server.ts";
import { identityHeader, identityVerifier } from "../identity/identity.ts";
import { anonymous } from "../identity/viewer.ts";
import type { Context } from "../subgraph.ts";
import { endConnectionsAtClose } from "./drain.ts";
import { health } from "./health.ts";
import { addOutsideRoutes } from "./routes.ts";
import type { Service } from "./service.ts";

type Any<Tx extends Sql, Client extends Database<Tx>, L, S> = Service<Tx, Client, L, S>;

/** The HTTP side of a service. Workers have only health and metrics. */
export async function httpServer<Tx extends Sql, Client extends Database<Tx>, L, S>(
  service: Any<Tx, Client, L, S>,
  { graph, worker }: { graph: boolean; worker: boolean },
): Promise<{ app: FastifyInstance; drain: () => Promise<void> }> {
  const app = Fastify({ bodyLimit: 2 * 1024 * 1024, forceCloseConnections: "idle", keepAliveTimeout: 65_000 });
  endConnectionsAtClose(app);
  addHealth(app, service, worker);
  if (!graph) return { app, drain: async () => undefined };

  addTracing(app, service);
  addPages(app, service);
  await addOutsideRoutes(app, service.subgraph.routes ?? [], service.background, service.log);
  const { subgraph, db, clock } = service;
  const inconsistencies = () => inconsistenciesOf<Client>(db, clock, subgraph.checks ?? []);
  const server = apolloServer<Context<Tx, Client, L, S>>(
    subgraphSchema(
      service.subgraph.contract ?? contractOf(service.name),
      [service.subgraph.resolvers, operatorResolvers({ ...service, inconsistencies })],
      service.messages,
    ),
    service.log,
    service.metrics,
    service.kit.NODE_ENV === "production",
  );
  server.addPlugin(fastifyApolloDrainPlugin(app));
  await server.start();
  await app.register(fastifyApollo(server), { context: contextOf(service) });
  return { app, drain: () => server.stop() };
}

/** Whoever asks is who the router, or another service, signed that they are. Nothing is answered to anyone else. */
function contextOf<Tx extends Sql, Client extends Database<Tx>, L, S>(
  service: Any<Tx, Client, L, S>,
): ApolloFastifyContextFunction<Context<Tx, Client, L, S>> {
  const verify = identityVerifier(service.kit.TRUSTED_IDENTITIES);
  return async (request, reply) => {
    const header = (name: string) => {
      const value = request.headers[name];
      return Array.isArray(value) ? value[0] : value;
    };
    const viewer = await verify(header(identityHeader));
    return service.contextFor(viewer, { header, setHeader: (name, value) => void reply.header(name, value) });
  };
}

function addHealth<Tx extends Sql, Client extends Database<Tx>, L, S>(
  app: FastifyInstance,
  { name, kit, db, consumer, queues, metrics }: Any<Tx, Client, L, S>,
  worker: boolean,
) {
  app.get("/health/live", async () => ({ name, version: kit.SERVICE_VERSION, status: "UP" }));
  app.get("/health/ready", async (_, reply) => {
    const state = await health(
      { name, version: kit.SERVICE_VERSION },
      db,
      worker ? () => consumer.connected && queues.connected : null,
    );
    return await reply.code(state.status === "DOWN" ? 503 : 200).send(state);
  });
  app.get("/metrics", async (_, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  );
}

function addPages<Tx extends Sql, Client extends Database<Tx>, L, S>(
  app: FastifyInstance,
  { subgraph, contextFor }: Any<Tx, Client, L, S>,
) {
  for (const [path, answer] of Object.entries(subgraph.pages ?? {})) app.get(path, () => answer(contextFor(anonymous)));
}

/** Every request is a span, a child of the router's where there is one; its trace's id is the request's. */
function addTracing<Tx extends Sql, Client extends Database<Tx>, L, S>(
  app: FastifyInstance,
  { tracing }: Any<Tx, Client, L, S>,
) {
  app.addHook("onRequest", (request, reply, done) => {
    const parent = propagation.extract(context.active(), request.headers);
    const span = tracing.tracer.startSpan(
      `${request.method} ${request.routeOptions.url ?? ""}`,
      { kind: SpanKind.SERVER },
      parent,
    );
    reply.raw.once("close", () => {
      if (reply.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    });
    context.with(trace.setSpan(parent, span), done);
  });
}
