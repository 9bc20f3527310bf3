import { existsSync } from "node:fs";
import type { ApolloFastifyContextFunction } from "@as-integrations/fastify";
import cookie from "@fastify/cookie";
import cors from "@fastify/cors";
import statics from "@fastify/static";
import { anonymous, endConnectionsAtClose } from "@madang/service-kit";
import { context, propagation, SpanKind, SpanStatusCode, type Tracer, trace } from "@opentelemetry/api";
import Fastify, { type FastifyInstance } from "fastify";
import type { Registry } from "prom-client";
import type { RouterContext } from "./context.ts";
import type { RouterSettings } from "./env.ts";
import type { Identify } from "./identity.ts";
import type { CountRequest } from "./plugins/rateLimit.ts";
import { cookieSession } from "./session/cookieSession.ts";

/** Apollo's hosted explorers, which may call a router that shows its explorers. */
const sandboxOrigins = ["https://studio.apollographql.com", "https://sandbox.embed.apollographql.com"];

export interface AppOptions {
  readonly settings: RouterSettings;
  readonly tracer: Tracer;
  readonly registry: Registry;
  readonly ready: () => boolean;
  readonly explorer: boolean;
}

/** The HTTP side of the router, without the graph. */
export async function createApp({ settings, tracer, registry, ready, explorer }: AppOptions): Promise<FastifyInstance> {
  const app = Fastify({
    bodyLimit: 1024 * 1024,
    keepAliveTimeout: 65_000,
    forceCloseConnections: "idle",
    trustProxy: settings.TRUST_PROXY === "false" ? false : settings.TRUST_PROXY,
  });
  endConnectionsAtClose(app);
  addTracing(app, tracer);
  await app.register(cookie);
  await app.register(cors, {
    origin: [...settings.CORS_ORIGINS, ...(explorer ? sandboxOrigins : [])],
    credentials: true,
    maxAge: 600,
    exposedHeaders: ["retry-after"],
  });
  const service = { name: "router", version: settings.SERVICE_VERSION };
  app.get("/health/live", async () => ({ ...service, status: "UP" }));
  app.get("/health/ready", async (_, reply) =>
    reply.code(ready() ? 200 : 503).send({ ...service, status: ready() ? "UP" : "DOWN" }),
  );
  app.get("/metrics", async (_, reply) => reply.type(registry.contentType).send(await registry.metrics()));
  if (explorer && existsSync(settings.GRAPHIQL_FOLDER)) {
    await app.register(statics, { root: settings.GRAPHIQL_FOLDER, prefix: "/graphiql/" });
    // Its files are found relative to the folder. So is the folder, for proxies that serve it below a path of theirs.
    app.get("/graphiql", (_, reply) => reply.redirect("graphiql/"));
  }
  return app;
}

/** Says who asks, and refuses whoever asks too much. */
export const contextFunction =
  (options: {
    identify: Identify;
    count: CountRequest;
    secureCookies: boolean;
  }): ApolloFastifyContextFunction<RouterContext> =>
  async (request, reply) => {
    const header = (name: string) => {
      const value = request.headers[name];
      return Array.isArray(value) ? value[0] : value;
    };
    const facts = {
      authorization: header("authorization"),
      channel: header("x-channel"),
      language: header("accept-language"),
      currency: header("x-currency"),
      address: request.ip,
    };
    const { viewer, identity } = await options.identify(facts).catch(async (error: unknown) => {
      // A token that is none counts against its address, or checking them would cost whoever sends them nothing.
      await options.count({ ...anonymous, client: facts.address });
      throw error;
    });
    await options.count(viewer);
    return { viewer, identity, session: cookieSession(request, reply, options.secureCookies) };
  };

/** Every request is a span; its trace's id is the request's, and clients find it in `x-request-id`. */
function addTracing(app: FastifyInstance, tracer: Tracer) {
  app.addHook("onRequest", (request, reply, done) => {
    const parent = propagation.extract(context.active(), request.headers);
    const span = tracer.startSpan(
      `${request.method} ${request.routeOptions.url ?? ""}`,
      { kind: SpanKind.SERVER },
      parent,
    );
    reply.header("x-request-id", span.spanContext().traceId);
    reply.raw.once("close", () => {
      if (reply.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    });
    context.with(trace.setSpan(parent, span), done);
  });
}
