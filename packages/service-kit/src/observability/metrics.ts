import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { BreakerState, CallObserver } from "../calls/caller.ts";

export type Metrics = ReturnType<typeof createMetrics>;

const seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** One registry a service, in Prometheus' form. */
export function createMetrics(service: string) {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    operations: new Histogram({
      name: "madang_operation_seconds",
      help: "GraphQL operations by name and outcome",
      labelNames: ["operation", "outcome"],
      buckets: seconds,
      registers,
    }),
    calls: new Histogram({
      name: "madang_call_seconds",
      help: "Calls to other subgraphs by outcome, retries included",
      labelNames: ["to", "call", "outcome"],
      buckets: seconds,
      registers,
    }),
    breakers: new Gauge({
      name: "madang_breaker_open",
      help: "1 while the breaker to a subgraph is open, 0.5 while it is on trial",
      labelNames: ["to"],
      registers,
    }),
    handled: new Counter({
      name: "madang_handled_total",
      help: "Events and jobs by outcome: done, repeated, failed, away, dead",
      labelNames: ["kind", "name", "outcome"],
      registers,
    }),
    sent: new Counter({
      name: "madang_deliveries_sent_total",
      help: "Deliveries handed to a queue, repeats included",
      labelNames: ["target"],
      registers,
    }),
    processes: new Counter({
      name: "madang_processes_total",
      help: "Processes by name and how they ended",
      labelNames: ["process", "status"],
      registers,
    }),
  };
}

const openness: Record<BreakerState, number> = { closed: 0, "half-open": 0.5, open: 1 };

/** Counts calls and breakers. */
export const observeCalls = ({ calls, breakers }: Metrics): CallObserver => ({
  called: (to, call, outcome, took) => calls.observe({ to, call, outcome }, took),
  breaker: (to, state) => breakers.set({ to }, openness[state]),
});
