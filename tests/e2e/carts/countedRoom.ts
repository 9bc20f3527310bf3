import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export interface CountedRoom extends AsyncDisposable {
  readonly url: string;
  /** The names of the operations that came by, in order. */
  readonly operations: string[];
}

/** Passes requests on to a real service, and counts them. */
export async function countedRoom(target: { readonly url: string }): Promise<CountedRoom> {
  const operations: string[] = [];
  const server = createServer(async (request, response) => {
    const body = await text(request);
    operations.push(/^\s*(?:query|mutation) (\w+)/.exec(JSON.parse(body).query)?.[1] ?? "");
    const headers = Object.entries(request.headers).filter(([name]) =>
      /^(content-type|x-madang-|traceparent)/.test(name),
    );
    const answer = await fetch(target.url, {
      method: "POST",
      headers: headers.map(([name, value]): [string, string] => [name, String(value)]),
      body,
    });
    response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "" });
    response.end(await answer.text());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${new URL(target.url).pathname}`,
    operations,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
