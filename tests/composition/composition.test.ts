import { composeServices } from "@apollo/composition";
import { ApolloGateway } from "@apollo/gateway";
import {
  checkContracts,
  compose,
  contractDocument,
  gatewaySupergraph,
  readSupergraph,
  readSupergraphConfig,
  routerEntry,
  routerSubgraph,
} from "@madang/contracts";
import { buildSchema, type DocumentNode, Kind, parse, print, visit } from "graphql";
import { beforeAll, describe, expect, it } from "vitest";

const securityDirectives = ["authenticated", "requiresScopes"];

function withoutSecurity(document: DocumentNode): DocumentNode {
  return visit(document, {
    Directive: ({ name }) => (securityDirectives.includes(name.value) ? null : undefined),
    ListValue: (list) => ({
      ...list,
      values: list.values.filter(
        (value) => value.kind !== Kind.STRING || !securityDirectives.includes(value.value.replace("@", "")),
      ),
    }),
  });
}

describe("the contracts", () => {
  it("compose, are described, break no promise, and fit the committed files and the example operations", async () => {
    expect(await checkContracts()).toEqual([]);
  });

  it("show clients neither what is inaccessible nor what only routers understand", () => {
    const { api } = compose();
    const schema = buildSchema(api);
    expect(schema.getMutationType()?.getFields()).not.toHaveProperty("reserveStock");
    expect(schema.getType("Reservation")).toBeUndefined();
    expect(schema.getDirectives().map(({ name }) => name)).not.toContain("requiresScopes");
    expect(api).not.toMatch(/@(?:key|shareable|inaccessible|authenticated|requiresScopes)|_Service|join__/);
    expect(schema.getQueryType()?.getFields()["me"]?.description).toBe("The signed-in account, null for a guest.");
  });

  it("name one owner for every type that `node` finds, and the prefix of its ids", () => {
    expect(routerSubgraph().nodeTypes).toEqual([
      { typeName: "Account", prefix: "account", owner: "accounts" },
      { typeName: "Address", prefix: "address", owner: "accounts" },
      { typeName: "Product", prefix: "product", owner: "catalog" },
      { typeName: "ProductVariant", prefix: "product_variant", owner: "catalog" },
      { typeName: "Category", prefix: "category", owner: "catalog" },
      { typeName: "Warehouse", prefix: "warehouse", owner: "inventory" },
      { typeName: "Order", prefix: "order", owner: "orders" },
      { typeName: "Mail", prefix: "mail", owner: "notifications" },
      { typeName: "Payment", prefix: "payment", owner: "payments" },
      { typeName: "SavedPaymentMethod", prefix: "saved_payment_method", owner: "payments" },
    ]);
  });
});

describe("the stock gateway", () => {
  beforeAll(() => {
    process.env["APOLLO_TELEMETRY_DISABLED"] = "1";
  });

  it("refuses the supergraph as it is composed", async () => {
    const gateway = new ApolloGateway({ supergraphSdl: readSupergraph() });
    await expect(gateway.load()).rejects.toThrow(/authenticated\/v0\.1 is for: SECURITY but is unsupported/);
  });

  it("starts with what is left without the two directives that we enforce", async () => {
    const gateway = new ApolloGateway({ supergraphSdl: gatewaySupergraph(readSupergraph()) });
    const { schema } = await gateway.load();
    await gateway.stop();
    expect(Object.keys(schema.getQueryType()?.getFields() ?? {})).toContain("node");
  });

  it("gets exactly what contracts without those directives would compose to", () => {
    const composed = composeServices([
      ...readSupergraphConfig().map(({ name, routingUrl }) => ({
        name,
        url: routingUrl,
        typeDefs: withoutSecurity(contractDocument(name)),
      })),
      { name: routerEntry.name, url: routerEntry.routingUrl, typeDefs: withoutSecurity(parse(routerSubgraph().sdl)) },
    ]);
    expect(composed.errors).toBeUndefined();
    expect(gatewaySupergraph(readSupergraph()).trim()).toBe(print(parse(composed.supergraphSdl ?? "")).trim());
  });
});
