import type { GraphQLDataSource, GraphQLDataSourceProcessOptions } from "@apollo/gateway";
import { anonymous, type IdentitySigner, identityHeader, inSpan, SpanKind, unavailable } from "@madang/service-kit";
import { propagation, type Tracer, context as traceContext } from "@opentelemetry/api";
import { type Dispatcher, Pool } from "undici";
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
    const response = await this.#post(headers, body, repeatable);
    const parsed = answer.safeParse(await response.body.json().catch(() => null));
    if (!parsed.success) throw unavailable();
    const kept = response.headers["x-madang-set-refresh-token"];
    if (session && typeof kept === "string") session.keep(kept);
    // What a subgraph answers is JSON of the shape that the planner asked for.
    return parsed.data as GatewayResponse;
  }

  async #post(headers: Record<string, string>, body: string, repeatable: boolean): Promise<Dispatcher.ResponseData> {
    const carrier = { ...headers };
    propagation.inject(traceContext.active(), carrier);
    const send = () =>
      this.#pool.request({
        method: "POST",
        path: this.#path,
        headers: carrier,
        body,
        signal: AbortSignal.timeout(this.#options.timeoutMs),
      });
    try {
      return await send();
    } catch (error) {
      // A connection that the other side closed while it was idle: a query may be asked again at once.
      if (!repeatable || !isReset(error)) throw unavailable();
    }
    try {
      return await send();
    } catch {
      throw unavailable();
    }
  }
}

const isReset = (error: unknown) =>
  error instanceof Error && "code" in error && (error.code === "UND_ERR_SOCKET" || error.code === "ECONNRESET");

const sessionHeaders = (session: CookieSession | null): Record<string, string> =>
  session
    ? { "x-madang-session": "cookie", ...(session.refreshToken && { "x-madang-refresh-token": session.refreshToken }) }
    : {};
