import {
  type Attributes,
  context,
  propagation,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, NodeTracerProvider, type SpanProcessor } from "@opentelemetry/sdk-trace-node";
import { ATTR_SERVICE_NAME, ATTR_SERVICE_VERSION } from "@opentelemetry/semantic-conventions";

export interface Tracing {
  readonly tracer: Tracer;
  stop(): Promise<void>;
}

let contextReady = false;

/** Context and W3C headers are the process's; spans are each service's own, also when several share a process. */
function prepareContext() {
  if (contextReady) return;
  contextReady = true;
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
}

/** A tracer for one service. Spans go to the OTLP endpoint, or to `processor`; without either only ids are made. */
export function startTracing(options: {
  name: string;
  version: string;
  endpoint?: string | undefined;
  processor?: SpanProcessor | undefined;
}): Tracing {
  prepareContext();
  const { name, version, endpoint, processor } = options;
  const exporter = endpoint
    ? [new BatchSpanProcessor(new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, "")}/v1/traces` }))]
    : [];
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ [ATTR_SERVICE_NAME]: name, [ATTR_SERVICE_VERSION]: version }),
    spanProcessors: [...exporter, ...(processor ? [processor] : [])],
  });
  return { tracer: provider.getTracer("madang"), stop: () => provider.shutdown() };
}

/** Runs `work` within a span that records how it ended. */
export function inSpan<T>(
  tracer: Tracer,
  name: string,
  kind: SpanKind,
  attributes: Attributes,
  work: () => Promise<T>,
): Promise<T> {
  return tracer.startActiveSpan(name, { kind, attributes }, async (span) => {
    try {
      return await work();
    } catch (error) {
      span.recordException(error instanceof Error ? error : String(error));
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** Runs `work` as a child of a stored `traceparent`, so that a trace goes on through outbox and queue. */
export const withTraceparent = <T>(traceparent: string | null, work: () => Promise<T>): Promise<T> =>
  context.with(propagation.extract(context.active(), traceparent ? { traceparent } : {}), work);

/** The id of the current trace, which is also the request's id; null outside any. */
export const traceId = (): string | null => trace.getActiveSpan()?.spanContext().traceId ?? null;

export { SpanKind };
