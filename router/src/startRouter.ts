import { setTimeout as sleep } from "node:timers/promises";
import { ApolloServer } from "@apollo/server";
import { ApolloServerPluginLandingPageDisabled } from "@apollo/server/plugin/disabled";
import { ApolloServerPluginLandingPageLocalDefault } from "@apollo/server/plugin/landingPage/default";
import fastifyApollo, { fastifyApolloDrainPlugin, fastifyApolloHandler } from "@as-integrations/fastify";
import { createLog, type Environment, identitySigner, startTracing } from "@madang/service-kit";
import { Redis } from "ioredis";
import { Histogram, Registry } from "prom-client";
import type { RouterContext } from "./context.ts";
import { env as readEnv, silenceTelemetry } from "./env.ts";
import { createGateway, serverLog, subgraphUrls } from "./gateway.ts";
import { contextFunction, createApp } from "./http.ts";
import { identification, publishedKeys } from "./identity.ts";
import { exampleOperations } from "./pages/exampleOperations.ts";
import { limits } from "./plugins/limits.ts";
import { maskErrors } from "./plugins/maskErrors.ts";
import { observe } from "./plugins/observe.ts";
import { rateLimit } from "./plugins/rateLimit.ts";
import { ServiceWatch } from "./serviceWatch.ts";

/** A router that runs. */
export interface RunningRouter {
  /** Of its GraphQL endpoint. */
  readonly url: string;
  readonly port: number;
  /** Finishes what is in flight, then closes; waits SHUTDOWN_MS at most. */
  stop(): Promise<void>;
}

/** Starts the router: one graph over every subgraph of `schema/supergraph.yaml`. */
export async function startRouter({ env }: { readonly env: Environment }): Promise<RunningRouter> {
  silenceTelemetry();
  const settings = readEnv(env);
  const explorer = settings.EXPLORER ?? settings.NODE_ENV !== "production";
  const log = createLog("router", settings.LOG_LEVEL);
  const tracing = startTracing({
    name: "router",
    version: settings.SERVICE_VERSION,
    endpoint: settings.OTEL_EXPORTER_OTLP_ENDPOINT,
  });
  const signer = await identitySigner(settings.IDENTITY_KEY_ROUTER);
  const subgraphs = subgraphUrls(env);
  const accounts = subgraphs.find(({ name }) => name === "accounts");
  if (!accounts) throw new Error("There is no accounts in schema/supergraph.yaml, so nobody could sign in.");
  const watch = new ServiceWatch(subgraphs);
  const redis = new Redis(settings.REDIS_URL, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    commandTimeout: 500,
  });
  // Limits are counted in memory while Redis is away; there is nothing else to do about it here.
  redis.on("error", () => undefined);
  const registry = new Registry();
  registry.setDefaultLabels({ service: "router" });
  const operations = new Histogram({
    name: "madang_operation_seconds",
    help: "Operations of clients by name and outcome",
    labelNames: ["operation", "outcome"],
    registers: [registry],
  });
  const { gateway, close } = createGateway({ settings, subgraphs, signer, watch, tracer: tracing.tracer, log });
  const app = await createApp({
    settings,
    tracer: tracing.tracer,
    registry,
    ready: () => gateway.schema !== undefined,
    explorer,
  });
  const server = new ApolloServer<RouterContext>({
    gateway,
    introspection: explorer,
    includeStacktraceInErrorResponses: false,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    stopOnTerminationSignals: false,
    logger: serverLog(log),
    parseOptions: { maxTokens: settings.MAX_TOKENS },
    validationRules: limits(settings),
    formatError: maskErrors(log),
    plugins: [
      observe(operations),
      fastifyApolloDrainPlugin(app),
      explorer
        ? ApolloServerPluginLandingPageLocalDefault({ document: exampleOperations(), includeCookies: true })
        : ApolloServerPluginLandingPageDisabled(),
    ],
  });
  await server.start();
  const context = contextFunction({
    identify: identification(publishedKeys(accounts.url), signer),
    count: rateLimit(redis, settings),
    secureCookies: settings.COOKIE_SECURE ?? settings.NODE_ENV === "production",
  });
  await app.register(fastifyApollo(server), { path: "/graphql", method: ["GET", "POST"], context });
  if (explorer) app.get("/", fastifyApolloHandler(server, { context }));
  await app.listen({ host: settings.HOST, port: settings.PORT });
  const address = app.server.address();
  const port = typeof address === "object" && address ? address.port : settings.PORT;
  log.info({ port }, "Started");

  const stop = async () => {
    watch.stop();
    await server.stop();
    await app.close();
    await close();
    redis.disconnect();
    await tracing.stop();
  };
  const bounded = () =>
    Promise.race([
      stop(),
      sleep(settings.SHUTDOWN_MS, undefined, { ref: false }).then(() =>
        log.warn("Not everything in flight was finished in time"),
      ),
    ]);
  let stopped: Promise<void> | null = null;
  return {
    url: `http://${settings.HOST}:${port}/graphql`,
    port,
    stop: () => {
      stopped ??= bounded();
      return stopped;
    },
  };
}
