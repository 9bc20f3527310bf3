import { unwrapResolverError } from "@apollo/server/errors";
import type { GraphQLFormattedError } from "graphql";
import type { Logger } from "pino";

/** What a client may see in an error's extensions, beside its code. */
const shown = ["code", "retryable", "retryAfterSeconds", "argumentName"];

/** What is said to a client as it is: our own errors, and what is wrong with its request. */
const told = new Set([
  "UNAUTHENTICATED",
  "FORBIDDEN",
  "BAD_USER_INPUT",
  "INVALID_CURSOR",
  "RATE_LIMITED",
  "SERVICE_BUSY",
  "SERVICE_UNAVAILABLE",
  "GRAPHQL_PARSE_FAILED",
  "GRAPHQL_VALIDATION_FAILED",
  "OPERATION_RESOLUTION_FAILURE",
  "PERSISTED_QUERY_NOT_FOUND",
  "PERSISTED_QUERY_NOT_SUPPORTED",
  "BAD_REQUEST",
]);

/** Takes subgraphs' names, addresses, bodies and stacks out of errors, and the detail out of what is a fault. */
export const maskErrors =
  (log: Logger) =>
  (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const code = String(formatted.extensions?.["code"] ?? "INTERNAL_SERVER_ERROR");
    const { locations, path } = formatted;
    const place = { ...(locations && { locations }), ...(path && { path }) };
    if (!told.has(code)) {
      log.error({ err: unwrapResolverError(error) }, "An operation failed");
      return { message: "Something went wrong on our side.", ...place, extensions: { code: "INTERNAL_SERVER_ERROR" } };
    }
    const extensions = Object.fromEntries(
      Object.entries(formatted.extensions ?? {}).filter(([key]) => shown.includes(key)),
    );
    return { message: formatted.message.replace(/^Context creation failed: /, ""), ...place, extensions };
  };
