import { once } from "node:events";
import { createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { portOf } from "./listening.ts";
import { localPorts, requireFree } from "./ports.ts";

const subgraphs = [
  { name: "accounts", port: 4001, routingUrl: "http://127.0.0.1:4001/graphql", contractFile: "accounts.graphql" },
  { name: "orders", port: 4007, routingUrl: "http://127.0.0.1:4007/graphql", contractFile: "orders.graphql" },
];

describe("the ports of this machine", () => {
  it("are those of supergraph.yaml, and move together", () => {
    expect(localPorts(subgraphs)).toMatchObject({ router: 4000, api: { accounts: 4001, orders: 4007 } });
    expect(localPorts(subgraphs, 5000)).toEqual({
      router: 5000,
      smtp: 5025,
      postgres: 5032,
      redis: 5079,
      mailPage: 5080,
      queuePage: 5090,
      paymentSandbox: 5091,
      api: { accounts: 5001, orders: 5007 },
      worker: { accounts: 5101, orders: 5107 },
    });
  });

  it("are all free, or one sentence names who cannot have which", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const port = portOf(other.address());
    await expect(requireFree(new Map([["orders", port]]))).rejects.toThrow(
      `Port ${port} (orders) is taken by another program: end that, or set MADANG_PORT_BASE to move all of Madang's ports.`,
    );
    other.close();
    await once(other, "close");
    await expect(requireFree(new Map([["orders", port]]))).resolves.toBeUndefined();
  });
});
