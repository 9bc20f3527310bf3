import { STATUS_CODES } from "node:http";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Logger } from "pino";
import type { Sql } from "../database/sql.ts";
import type { Background } from "../work.ts";

/** A request of an outside party: nobody's identity is known, and nothing in it is to be trusted. */
export interface OutsideRequest {
  readonly params: Readonly<Record<string, string>>;
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** As it came, byte for byte: what a signature was made over. */
  readonly rawBody: Buffer;
}

/** A route for outside parties, such as a payment provider's webhooks. */
export interface Route<Tx = never> {
  readonly method: "POST" | "PUT" | "DELETE" | "GET";
  /** With parameters: `/webhooks/:provider`. */
  readonly path: string;
  handle(
    request: OutsideRequest,
    background: Background<Tx>,
  ): Promise<{ readonly status: number; readonly body?: object }>;
}

const largestBody = 64 * 1024;

/** Adds the routes, which take any body of at most 64 KiB as it is; what goes wrong is told without detail. */
export async function addOutsideRoutes<Tx extends Sql>(
  app: FastifyInstance,
  routes: readonly Route<Tx>[],
  background: Background<Tx>,
  log: Logger,
): Promise<void> {
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      "*",
      { parseAs: "buffer", bodyLimit: largestBody },
      async (_: unknown, body: Buffer) => body,
    );
    scope.setErrorHandler<{ statusCode?: number }>(async (error, _, reply) => {
      const refused = error.statusCode !== undefined && error.statusCode < 500;
      if (!refused) log.error({ err: error }, "A route failed");
      const status = refused ? (error.statusCode ?? 400) : 500;
      await reply.code(status).send({ error: STATUS_CODES[status] });
    });
    for (const { method, path, handle } of routes)
      scope.route({
        method,
        url: path,
        bodyLimit: largestBody,
        handler: async (request, reply) => {
          const { status, body } = await handle(outside(request), background);
          await reply.code(status).send(body ?? {});
        },
      });
  });
}

const outside = (request: FastifyRequest): OutsideRequest => ({
  params: { ...(request.params as Record<string, string>) },
  headers: Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(", ") : (value ?? ""),
    ]),
  ),
  rawBody: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
});
