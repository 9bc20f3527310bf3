import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { z } from "zod";
import { Refusal } from "./refusal.ts";

export interface Asking {
  readonly method: string;
  readonly path: string;
  readonly params: readonly string[];
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingMessage["headers"];
  /** JSON, or undefined when there is none. */
  readonly body: unknown;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** No answer at all: the connection is reset. */
export const hangUp = Symbol("hang up");

export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: RegExp;
  readonly handle: (asking: Asking) => Promise<Answer | typeof hangUp> | Answer;
}

const largestBody = 64 * 1_024;

const loopback = "127.0.0.1";

/** Serves the routes on an address; `refused` turns a refusal into an answer. */
export async function listen(
  { port, host }: { readonly port: number; readonly host: string },
  routes: readonly Route[],
  refused: (refusal: Refusal) => Answer,
) {
  const answerTo = async (request: IncomingMessage): Promise<Answer | typeof hangUp> => {
    try {
      // A page elsewhere whose name was made to lead here is no caller of ours.
      if (host === loopback && !/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(request.headers.host ?? ""))
        throw new Refusal(403, "forbidden", "The sandbox is for this machine alone.");
      const url = new URL(request.url ?? "/", "http://sandbox");
      const fits = routes.filter(({ path }) => path.test(url.pathname));
      const route = fits.find(({ method }) => method === request.method);
      if (!route) throw new Refusal(fits.length > 0 ? 405 : 404, "not_found", "There is nothing here.");
      return await route.handle({
        method: route.method,
        path: url.pathname,
        params: route.path.exec(url.pathname)?.slice(1) ?? [],
        query: Object.fromEntries(url.searchParams),
        headers: request.headers,
        body: await jsonOf(request),
      });
    } catch (error) {
      if (error instanceof Refusal) return refused(error);
      if (error instanceof z.ZodError) return refused(new Refusal(400, "invalid_request", told(error)));
      throw error;
    }
  };

  const server = createServer((request, response) => {
    answerTo(request).then(
      (answer) => (answer === hangUp ? void request.socket.resetAndDestroy() : send(response, answer)),
      (error: unknown) => {
        process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
        send(response, refused(new Refusal(500, "internal_error", "This is a mistake of the sandbox.")));
      },
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  const close = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeIdleConnections();
    const lingering = setTimeout(() => server.closeAllConnections(), 2_000);
    await closed;
    clearTimeout(lingering);
  };
  return { port: typeof address === "object" && address ? address.port : port, close };
}

// The values themselves are not told: they could be a card's.
const told = (error: z.ZodError) =>
  error.issues.map(({ path, message }) => (path.length > 0 ? `${path.join(".")}: ${message}` : message)).join("; ");

function send(response: ServerResponse, { status, body, headers }: Answer): void {
  const text = typeof body === "string";
  response.writeHead(status, {
    "content-type": text ? "text/html; charset=utf-8" : "application/json",
    "cache-control": "no-store",
    ...headers,
  });
  response.end(text ? body : JSON.stringify(body));
}

async function jsonOf(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    size += part.length;
    if (size > largestBody) throw new Refusal(413, "too_large", "The body is too large.");
    parts.push(part);
  }
  if (size === 0 || !/^application\/json\b/.test(request.headers["content-type"] ?? "")) return undefined;
  try {
    return JSON.parse(Buffer.concat(parts).toString("utf8"));
  } catch {
    throw new Refusal(400, "invalid_request", "The body is not JSON.");
  }
}
