import type { ApolloServerPlugin } from "@apollo/server";
import { trace } from "@opentelemetry/api";
import type { Histogram } from "prom-client";
import type { RouterContext } from "../context.ts";

const labels = 500;

/** Measures operations by name and outcome, and names the request's span for its operation. */
export function observe(operations: Histogram<"operation" | "outcome">): ApolloServerPlugin<RouterContext> {
  const known = new Set<string>();
  // Clients choose the names, so only so many become labels.
  const labelOf = (name: string) => {
    if (known.size < labels) known.add(name);
    return known.has(name) ? name : "other";
  };
  return {
    requestDidStart: async () => {
      const started = performance.now();
      return {
        didResolveOperation: async ({ operation, operationName }) => {
          trace.getActiveSpan()?.updateName(`${operation?.operation ?? "query"} ${operationName ?? "anonymous"}`);
        },
        willSendResponse: async ({ operation, response, errors }) => {
          const label = labelOf(operation?.name?.value ?? operation?.operation ?? "invalid");
          const partial = response.body.kind === "single" && (response.body.singleResult.errors?.length ?? 0) > 0;
          const outcome = errors?.length || partial ? "error" : "ok";
          operations.observe({ operation: label, outcome }, (performance.now() - started) / 1_000);
        },
      };
    },
  };
}
