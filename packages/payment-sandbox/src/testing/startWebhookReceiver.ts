import { once } from "node:events";
import { createServer } from "node:http";
import { buffer } from "node:stream/consumers";

export interface Received {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** Takes webhooks and keeps them as they came; `refuse` more of them are answered with 500, and none before `answering`. */
export async function startWebhookReceiver() {
  const received: Received[] = [];
  const waiting = new Set<() => void>();
  const state = { refuse: 0, answering: Promise.resolve() };
  const server = createServer(async (request, response) => {
    received.push({ headers: request.headers, body: await buffer(request) });
    response.statusCode = state.refuse > 0 ? 500 : 200;
    state.refuse = Math.max(0, state.refuse - 1);
    for (const look of waiting) look();
    await state.answering;
    response.end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/webhooks`,
    received,
    state,
    /** Waits for so many webhooks. */
    until: (count: number) =>
      new Promise<void>((resolve) => {
        const look = () => {
          if (received.length < count) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

export type WebhookReceiver = Awaited<ReturnType<typeof startWebhookReceiver>>;
