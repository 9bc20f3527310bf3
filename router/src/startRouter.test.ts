import { once } from "node:events";
import { createServer } from "node:net";
import { identityKey } from "@madang/testkit";
import { expect, it } from "vitest";
import { startRouter } from "./startRouter.ts";

it("A router that is told to stop waits SHUTDOWN_MS at most for what is in flight", async () => {
  const silent = createServer().listen(0, "127.0.0.1");
  await once(silent, "listening");
  const address = silent.address();
  const router = await startRouter({
    env: {
      PORT: "0",
      LOG_LEVEL: "silent",
      NODE_ENV: "test",
      REDIS_URL: "redis://127.0.0.1:1",
      IDENTITY_KEY_ROUTER: JSON.stringify(await identityKey("router")),
      SUBGRAPH_URL_ORDERS: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/graphql`,
      SUBGRAPH_TIMEOUT_MS: "25000",
      SHUTDOWN_MS: "100",
    },
  });
  const asked = once(silent, "connection");
  let over = false;
  const request = fetch(router.url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query: "{ cart { id } }" }),
  })
    .catch(() => undefined)
    .finally(() => {
      over = true;
    });
  const [socket] = await asked;
  await router.stop();
  expect(over).toBe(false);
  socket.destroy();
  silent.close();
  await request;
});
