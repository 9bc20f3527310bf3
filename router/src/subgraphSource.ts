import type { GraphQLDataSource, GraphQLDataSourceProcessOptions } from "@apollo/gateway";
import { anonymous, type IdentitySigner, identityHeader, inSpan, SpanKind, unavailable } from "@madang/service-kit";
import { propagation, type Tracer, context as traceContext } from "@opentelemetry/api";
import { Pool } from "undici";
import { z } from "zod";
import type { CookieSession, RouterContext } from "./context.ts";

type GatewayResponse = Awaited<ReturnType<GraphQLDataSource["process"]>>;
type GatewayRequest = GraphQLDataSourceProcessOptions["request"];

const answer = z.looseObject({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z.array(z.looseObject({ message: z.string() })).optional(),
});

export interface SubgraphSourceOptions {
  readonly name: string;
  readonly url: string;
  readonly timeoutMs: number;
  readonly connections: number;
  readonly signer: IdentitySigner;
  readonly tracer: Tracer;
}

/** Fetches from one subgraph: kept connections, a deadline, and no header of the client's but what we signed. */
export class SubgraphSource implements GraphQLDataSource<RouterContext> {
  readonly #options: SubgraphSourceOptions;
  readonly #pool: Pool;
  readonly #path: string;

  constructor(options: SubgraphSourceOptions) {
    const { origin, pathname, search } = new URL(options.url);
    this.#options = options;
    this.#path = pathname + search;
    this.#pool = new Pool(origin, {
      connections: options.connections,
      keepAliveTimeout: 30_000,
      headersTimeout: options.timeoutMs,
      bodyTimeout: options.timeoutMs,
    });
  }

  async process(options: GraphQLDataSourceProcessOptions<RouterContext>): Promise<GatewayResponse> {
    // Health checks and live composition come from the router itself: they ask as a guest does.
    return await this.#query(options.request, "incomingRequestContext" in options ? options.context : null);
  }

  /** Asks on behalf of a client's request, beside what the gateway planned; throws when there is no answer. */
  async ask(
    query: string,
    variables: Record<string, unknown>,
    context: RouterContext,
  ): Promise<GatewayResponse["data"]> {
    return (await this.#query({ query, variables }, context)).data;
  }

  async #query(request: Pick<GatewayRequest, "query" | "variables" | "operationName">, client: RouterContext | null) {
    const { query = "", variables, operationName } = request;
    const { name, signer, tracer } = this.#options;
    const session = name === "accounts" ? (client?.session ?? null) : null;
    const headers = {
      "content-type": "application/json",
      [identityHeader]: client?.identity ?? (await signer.sign(anonymous)),
      ...sessionHeaders(session),
    };
    const body = JSON.stringify({ query, variables, operationName });
    return await inSpan(tracer, `fetch ${name}`, SpanKind.CLIENT, { "madang.subgraph": name }, () =>
      this.#fetch(headers, body, session, /^\s*(query\b|\{)/.test(query)),
    );
  }

  /** Finishes what is in flight. */
  close(): Promise<void> {
    return this.#pool.close();
  }

  async #fetch(
    headers: Record<string, string>,
    body: string,
    session: CookieSession | null,
    repeatable: boolean,
  ): Promise<GatewayResponse> {
    const { answered, kept } = await this.#post(headers, body, repeatable);
    const parsed = answer.safeParse(answered);
    if (!parsed.success) throw unavailable();
    if (session && typeof kept === "string") session.keep(kept);
    // What a subgraph answers is JSON of the shape that the planner asked for.
    return parsed.data as GatewayResponse;
  }

  async #post(headers: Record<string, string>, body: string, repeatable: boolean): Promise<Answered> {
    const carrier = { ...headers };
    propagation.inject(traceContext.active(), carrier);
    try {
      return await this.#send(carrier, body);
    } catch (error) {
      // A connection that the other side closed while it was idle: a query may be asked again at once.
      if (!repeatable || !isReset(error)) throw unavailable();
    }
    try {
      return await this.#send(carrier, body);
    } catch {
      throw unavailable();
    }
  }

  async #send(headers: Record<string, string>, body: string): Promise<Answered> {
    // `AbortSignal.timeout` would leave a timer behind for every fetch.
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), this.#options.timeoutMs);
    try {
      const { signal } = deadline;
      const response = await this.#pool.request({ method: "POST", path: this.#path, headers, body, signal });
      const text = await response.body.text();
      return { answered: parseJson(text), kept: response.headers["x-madang-set-refresh-token"] };
    } finally {
      clearTimeout(timer);
    }
  }
}

/** What a subgraph said, and the refresh token that accounts would have kept. */
interface Answered {
  readonly answered: unknown;
  readonly kept: string | string[] | undefined;
}

/** What is no JSON is no answer either. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const isReset = (error: unknown) =>
  error instanceof Error && "code" in error && (error.code === "UND_ERR_SOCKET" || error.code === "ECONNRESET");

const sessionHeaders = (session: CookieSession | null): Record<string, string> =>
  session
    ? { "x-madang-session": "cookie", ...(session.refreshToken && { "x-madang-refresh-token": session.refreshToken }) }
    : {};
