import { once } from "node:events";
import { connect, createServer } from "node:net";
import { postgres } from "@madang/service-kit";
import { closeDatabase, emptyDatabase } from "@madang/testkit";
import { expect, it } from "vitest";

const readyForQuery = Buffer.from([0x5a, 0, 0, 0, 5, 0x49]);

/** A way to a server that is late with what it says from when it is ready on: all of it comes at once, with its end. */
async function lateLink(url: string) {
  const target = new URL(url);
  const ready = Promise.withResolvers<void>();
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    const held: Buffer[] = [];
    client.pipe(upstream);
    client.on("error", () => upstream.destroy());
    upstream.on("data", (bytes) => {
      if (held.length === 0 && !bytes.includes(readyForQuery)) return void client.write(bytes);
      held.push(bytes);
      ready.resolve();
    });
    upstream.on("close", () => client.end(Buffer.concat(held)));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("There is no port.");
  const late = new URL(url);
  late.port = String(address.port);
  return {
    url: late.href,
    ready: ready.promise,
    [Symbol.asyncDispose]: async () => {
      server.close();
      await once(server, "close");
    },
  };
}

it("a connection that ends in the moment it is made fails its statement, and nothing else", async () => {
  await using database = await emptyDatabase();
  await using link = await lateLink(database.url);
  const adapter = await postgres({
    name: "cut-off",
    databaseUrl: link.url,
    DATABASE_POOL: 1,
    DATABASE_CONNECT_TIMEOUT_MS: 5_000,
    DATABASE_STATEMENT_TIMEOUT_MS: 5_000,
  }).connect();
  const failed = expect(adapter.startTransaction()).rejects.toThrow();
  await link.ready;
  await using _closed = await closeDatabase(database.url);
  // An error that nobody listens to would end this process, and with it this test.
  await failed;
  await adapter.dispose();
});
