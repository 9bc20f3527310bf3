import { ApolloServer, type ApolloServerPlugin } from "@apollo/server";
import { unwrapResolverError } from "@apollo/server/errors";
import {
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
} from "@apollo/server/plugin/disabled";
import { trace } from "@opentelemetry/api";
import { GraphQLError, type GraphQLFormattedError, type GraphQLSchema } from "graphql";
import type { Logger } from "pino";
import { CallFailed } from "../calls/call.ts";
import { badInput, busy, unavailable } from "../errors.ts";
import type { Metrics } from "../observability/metrics.ts";

/** What the graph says of an error: its own errors as they are, outages as retryable, all else without detail. */
export function maskError(log: Logger) {
  return (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const original = unwrapResolverError(error);
    const known = original instanceof GraphQLError ? original : toldOf(original);
    if (known === null || known.extensions["code"] === "INTERNAL_SERVER_ERROR" || isForeign(original)) {
      log.error({ err: original }, "An operation failed");
      return strip(formatted, "Something went wrong on our side.", { code: "INTERNAL_SERVER_ERROR" });
    }
    const { http: _, stacktrace: __, ...extensions } = { ...formatted.extensions, ...known.extensions };
    return strip(formatted, known.message, { code: "BAD_REQUEST", ...extensions });
  };
}

const strip = (
  { locations, path }: GraphQLFormattedError,
  message: string,
  extensions: Record<string, unknown>,
): GraphQLFormattedError => ({ message, ...(locations && { locations }), ...(path && { path }), extensions });

/** A GraphQL error that wraps something thrown elsewhere is not one of ours. */
const isForeign = (error: unknown) =>
  error instanceof GraphQLError && error.originalError !== undefined && !(error.originalError instanceof GraphQLError);

/** What a full pool, a database or subgraph that is gone, and a text that PostgreSQL cannot hold look like to a client. */
function toldOf(error: unknown): GraphQLError | null {
  if (error instanceof CallFailed) return unavailable();
  if (!(error instanceof Error)) return null;
  const code = "code" in error ? String(error.code) : "";
  if (
    /timeout exceeded when trying to connect|Query read timeout|statement timeout|Unable to start a transaction/i.test(
      error.message,
    ) ||
    code === "P2028" ||
    code === "P2024"
  )
    return busy();
  if (
    ["P1001", "P1002", "P1008", "P1017", "ECONNREFUSED", "ECONNRESET"].includes(code) ||
    /Connection terminated|the database system is/i.test(error.message)
  )
    return unavailable();
  // SQLSTATE 22021 and 22P05: the character NUL, which no text of PostgreSQL can hold.
  if (
    /\b(22021|22P05)\b|invalid byte sequence for encoding|unsupported Unicode escape/i.test(`${code} ${error.message}`)
  )
    return badInput("A text holds a character that it may not.");
  return null;
}

/** Names the operation in span, log and metrics, with how it ended. */
function observeOperations(metrics: Metrics): ApolloServerPlugin<object> {
  const labelOf = boundedLabels(500);
  return {
    requestDidStart: async () => {
      const started = performance.now();
      return {
        didResolveOperation: async ({ operationName, operation }) => {
          const kind = operation?.operation ?? "query";
          trace
            .getActiveSpan()
            ?.updateName(`${kind} ${operationName ?? "anonymous"}`)
            .setAttributes({ "graphql.operation.type": kind, "graphql.operation.name": operationName ?? "" });
        },
        willSendResponse: async ({ operation, errors }) => {
          const label = labelOf(operation?.name?.value ?? operation?.operation ?? "invalid");
          const outcome = errors?.length ? "error" : "ok";
          metrics.operations.observe({ operation: label, outcome }, (performance.now() - started) / 1_000);
        },
      };
    },
  };
}

/** Clients choose the names of operations, so only so many become labels; a metric must not grow without end. */
function boundedLabels(limit: number) {
  const known = new Set<string>();
  return (name: string) => {
    if (known.size < limit) known.add(name);
    return known.has(name) ? name : "other";
  };
}

/** The Apollo server of a subgraph. */
export const apolloServer = <C extends object>(
  schema: GraphQLSchema,
  log: Logger,
  metrics: Metrics,
  production: boolean,
) =>
  new ApolloServer<C>({
    schema,
    introspection: !production,
    includeStacktraceInErrorResponses: false,
    csrfPrevention: true,
    formatError: maskError(log),
    stopOnTerminationSignals: false,
    logger: { debug: () => undefined, info: () => undefined, warn: (m) => log.warn(m), error: (m) => log.error(m) },
    parseOptions: { maxTokens: 20_000 },
    plugins: [
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      observeOperations(metrics) as ApolloServerPlugin<C>,
    ],
  });
