import { propagation, SpanKind, type Tracer, context as traceContext } from "@opentelemetry/api";
import {
  bulkhead,
  ConsecutiveBreaker,
  CountBreaker,
  circuitBreaker,
  ExponentialBackoff,
  handleWhen,
  type IPolicy,
  isBrokenCircuitError,
  retry,
  TimeoutStrategy,
  timeout,
  wrap,
} from "cockatiel";
import { Agent, request } from "undici";
import { z } from "zod";
import { type IdentitySigner, identityHeader, serviceViewer } from "../identity/identity.ts";
import type { Viewer } from "../identity/viewer.ts";
import { inSpan } from "../observability/tracing.ts";
import type { KitSettings } from "../settings.ts";
import { type CallDefinition, CallFailed } from "./call.ts";

const answer = z.object({
  data: z.unknown().optional(),
  errors: z
    .array(
      z.object({
        message: z.string(),
        extensions: z.looseObject({ code: z.string().optional(), retryable: z.boolean().optional() }).optional(),
      }),
    )
    .optional(),
});

type CallSettings = Pick<
  KitSettings,
  | "CALL_TIMEOUT_MS"
  | "CALL_ATTEMPTS"
  | "CALL_CONCURRENCY"
  | "BREAKER_OPEN_MS"
  | "BREAKER_CONSECUTIVE"
  | "BREAKER_RATE"
  | "BREAKER_MINIMUM_CALLS"
  | "subgraphUrl"
>;

export type BreakerState = "closed" | "open" | "half-open";

/** Hears of every call and of every breaker that changes its mind. */
export interface CallObserver {
  called(to: string, call: string, outcome: "ok" | "failed", seconds: number): void;
  breaker(to: string, state: BreakerState): void;
}

/** Calls other subgraphs: deadline per attempt, retries with jitter, and a breaker and a bulkhead per subgraph. */
export class Caller {
  readonly #settings: CallSettings;
  readonly #signer: IdentitySigner;
  readonly #observer: CallObserver;
  readonly #tracer: Tracer;
  readonly #agent = new Agent({ connections: 64, keepAliveTimeout: 10_000 });
  readonly #policies = new Map<string, IPolicy>();

  constructor(settings: CallSettings, signer: IdentitySigner, observer: CallObserver, tracer: Tracer) {
    this.#settings = settings;
    this.#signer = signer;
    this.#observer = observer;
    this.#tracer = tracer;
  }

  /** Throws `CallFailed` when no attempt got an answer that keeps the contract. */
  async call<Variables, Result>(
    call: CallDefinition<Variables, Result>,
    variables: Variables,
    onBehalfOf: Viewer,
  ): Promise<Result> {
    const identity = await this.#signer.sign(serviceViewer(this.#signer.name, onBehalfOf));
    const started = performance.now();
    const told = (outcome: "ok" | "failed") =>
      this.#observer.called(call.to, call.name, outcome, (performance.now() - started) / 1_000);
    try {
      const result = await inSpan(this.#tracer, `call ${call.to}.${call.name}`, SpanKind.CLIENT, {}, () =>
        this.#policy(call.to).execute(({ signal }) => this.#attempt(call, variables, identity, signal)),
      );
      told("ok");
      return result;
    } catch (error) {
      told("failed");
      if (error instanceof CallFailed) throw error;
      throw new CallFailed(call, isBrokenCircuitError(error) ? "its breaker is open" : reasonOf(error), true, error);
    }
  }

  async close(): Promise<void> {
    await this.#agent.close();
  }

  async #attempt<V, R>(call: CallDefinition<V, R>, variables: V, identity: string, outer: AbortSignal): Promise<R> {
    const headers: Record<string, string> = { "content-type": "application/json", [identityHeader]: identity };
    propagation.inject(traceContext.active(), headers);
    const signal = AbortSignal.any([outer, AbortSignal.timeout(call.timeoutMs ?? this.#settings.CALL_TIMEOUT_MS)]);
    const { statusCode, body } = await request(this.#settings.subgraphUrl(call.to), {
      method: "POST",
      headers,
      body: JSON.stringify({ query: call.document, variables }),
      signal,
      dispatcher: this.#agent,
    });
    const text = await body.text();
    if (statusCode >= 500) throw new CallFailed(call, `answered ${statusCode}`, true);
    const parsed = answer.safeParse(parseJson(text));
    if (!parsed.success) throw new CallFailed(call, `answered ${statusCode} without GraphQL in it`, statusCode >= 500);
    const [error] = parsed.data.errors ?? [];
    if (error) throw new CallFailed(call, error.extensions?.code ?? error.message, isPassing(error.extensions));
    try {
      return call.parse(parsed.data.data);
    } catch (cause) {
      throw new CallFailed(call, "its answer does not keep the contract", false, cause);
    }
  }

  #policy(to: string): IPolicy {
    const known = this.#policies.get(to);
    if (known) return known;
    const made = this.#makePolicy(to);
    this.#policies.set(to, made);
    return made;
  }

  #makePolicy(to: string): IPolicy {
    const s = this.#settings;
    // What one breaker refuses is no failure for the other to count: it would stay open longer than it is told to.
    const failed = handleWhen((error) =>
      error instanceof CallFailed ? error.retryable : !isBrokenCircuitError(error),
    );
    const breakerOf = (breaker: ConsecutiveBreaker | CountBreaker) => {
      const policy = circuitBreaker(failed, { halfOpenAfter: s.BREAKER_OPEN_MS, breaker });
      policy.onBreak(() => this.#observer.breaker(to, "open"));
      policy.onHalfOpen(() => this.#observer.breaker(to, "half-open"));
      policy.onReset(() => this.#observer.breaker(to, "closed"));
      return policy;
    };
    return wrap(
      bulkhead(s.CALL_CONCURRENCY, s.CALL_CONCURRENCY * 4),
      retry(failed, {
        maxAttempts: s.CALL_ATTEMPTS - 1,
        backoff: new ExponentialBackoff({ initialDelay: 100, maxDelay: 2_000 }),
      }),
      breakerOf(new ConsecutiveBreaker(s.BREAKER_CONSECUTIVE)),
      breakerOf(
        new CountBreaker({
          // It opens above its threshold, and the setting says at.
          threshold: s.BREAKER_RATE - 1e-9,
          size: s.BREAKER_MINIMUM_CALLS * 10,
          minimumNumberOfCalls: s.BREAKER_MINIMUM_CALLS,
        }),
      ),
      // Each attempt has its own deadline; this one only frees what an attempt left behind.
      timeout(Math.max(s.CALL_TIMEOUT_MS, 30_000) + 1_000, TimeoutStrategy.Aggressive),
    );
  }
}

const isPassing = (extensions: { code?: string | undefined; retryable?: boolean | undefined } | undefined) =>
  extensions?.retryable === true || extensions?.code === "INTERNAL_SERVER_ERROR";

const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
