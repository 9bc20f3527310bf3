import { describe, expect, it } from "vitest";
import { changeOf } from "./watched.ts";

describe("what a changed file starts again", () => {
  it.each([
    ["subgraphs/orders/src/domain/order.ts", { kind: "one", service: "orders" }],
    ["router/src/gateway.ts", { kind: "one", service: "router" }],
    ["packages/service-kit/src/run.ts", { kind: "all" }],
    ["schema/orders.graphql", { kind: "generate", service: "orders" }],
    ["schema/shared.graphql", { kind: "generate", service: undefined }],
    ["prisma/orders/schema.prisma", { kind: "generate", service: "orders" }],
    ["prisma/orders/migrations/1_init/migration.sql", { kind: "generate", service: "orders" }],
    ["schema/supergraph.graphql", undefined],
    ["subgraphs/orders/src/__generated__/resolvers.ts", undefined],
    ["subgraphs/orders/src/domain/order.test.ts", undefined],
    ["subgraphs/orders/README.md", undefined],
  ])("%s", (path, change) => {
    expect(changeOf(path, ["accounts", "orders"])).toEqual(change);
  });
});
