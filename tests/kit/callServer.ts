import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What the server does with a request: answers, waits for ever, breaks off, or answers once it is told to. */
export type Behaviour = "ok" | "forbidden" | "internal" | "busy" | "html" | "wrong" | "503" | "hang" | "reset" | "hold";

const errors = (code: string, more: object = {}) => ({
  data: null,
  errors: [{ message: "No.", extensions: { code, ...more } }],
});

const answers = {
  ok: { data: { strike: true } },
  forbidden: errors("FORBIDDEN"),
  internal: errors("INTERNAL_SERVER_ERROR"),
  busy: errors("SERVICE_BUSY", { retryable: true }),
  wrong: { data: { strike: "yes" } },
} as const;

/** A subgraph as a caller sees it, with a switch: behaviours are used up one a request, the last one stays. */
export async function startCallServer() {
  const seen: { body: string; headers: IncomingMessage["headers"] }[] = [];
  const held: (() => void)[] = [];
  let behaviours: readonly Behaviour[] = ["ok"];
  let [inFlight, most] = [0, 0];

  const server = createServer(async (request, response) => {
    inFlight += 1;
    most = Math.max(most, inFlight);
    response.once("close", () => {
      inFlight -= 1;
    });
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    seen.push({ body: Buffer.concat(chunks).toString(), headers: request.headers });
    const [behaviour = "ok", ...rest] = behaviours;
    if (rest.length > 0) behaviours = rest;
    behave(behaviour, response);
  });

  function behave(behaviour: Behaviour, response: ServerResponse): void {
    if (behaviour === "hang") return;
    if (behaviour === "hold") return void held.push(() => behave("ok", response));
    if (behaviour === "reset") return void response.destroy();
    if (behaviour === "503" || behaviour === "html")
      return void response
        .writeHead(behaviour === "503" ? 503 : 200, { "content-type": "text/html" })
        .end("<h1>Hm</h1>");
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answers[behaviour]));
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/graphql`,
    seen,
    /** How many requests it was busy with at once, at most. */
    most: () => most,
    will: (...next: readonly Behaviour[]) => {
      behaviours = next;
    },
    /** Answers whatever it holds, and holds nothing more. */
    release: () => {
      behaviours = ["ok"];
      for (const answer of held.splice(0)) answer();
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
