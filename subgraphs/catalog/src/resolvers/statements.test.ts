import { statementsOf, subgraphSchema } from "@madang/service-kit";
import { guest, startTestSubgraph } from "@madang/testkit";
import { type GraphQLSchema, graphql } from "graphql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seed } from "../../../../prisma/catalog/seed.ts";
import { catalog } from "../subgraph.ts";

const start = () => startTestSubgraph(catalog);
let shop: Awaited<ReturnType<typeof start>>;
let schema: GraphQLSchema;

beforeAll(async () => {
  shop = await start();
  await seed({ databaseUrl: shop.databaseUrl, log: () => undefined });
  const { data } = await shop.as(guest).query<{ _service: { sdl: string } }>("{ _service { sdl } }");
  // Statements are counted in one process: the schema as it is served, without HTTP between.
  schema = subgraphSchema(data?._service.sdl ?? "", [catalog.resolvers], shop.running.service.messages);
});
afterAll(() => shop[Symbol.asyncDispose]());

async function count(source: string, variableValues: Record<string, unknown>) {
  const contextValue = shop.running.service.contextFor(guest);
  const { result, statements } = await statementsOf(() => graphql({ schema, source, contextValue, variableValues }));
  expect(result.errors).toBeUndefined();
  return { statements: statements.length, data: result.data };
}

const card = `slug name description published priceFrom { amount currency } picture { url alt width height }
  category { slug name parent { slug name children { slug } } }
  variants { sku name price { amount } product { slug } }`;

describe("the statements that it takes", () => {
  it("to show a product's page are four", async () => {
    const page = `query ($slug: String!) { product(slug: $slug) { ${card} } categories { slug children { slug } } }`;
    const { statements, data } = await count(page, { slug: "crane-paper-lantern" });
    expect(data?.["product"]).toMatchObject({ variants: [{ name: "Small" }, { name: "Medium" }, { name: "Large" }] });
    expect(statements).toBe(4);
  });

  it("to list twenty products are those to list one", async () => {
    const page = `query ($first: Int!) { products(first: $first, filter: { search: "o" }, sort: PRICE_ASC) {
      totalCount categoryFacets { count category { slug } } nodes { ${card} } } }`;
    const one = await count(page, { first: 1 });
    const twenty = await count(page, { first: 20 });
    expect(twenty.data?.["products"]).toMatchObject({ nodes: { length: 20 } });
    expect([one.statements, twenty.statements]).toEqual([7, 7]);
  });

  it("to answer for twenty entities are those to answer for one", async () => {
    const { data } = await count("{ products(first: 20) { nodes { id variants { id } } } }", {});
    const list = data?.["products"] as { nodes: { id: string; variants: { id: string }[] }[] };
    const representations = list.nodes.flatMap(({ id, variants }) => [
      { __typename: "Product", id },
      ...variants.map((variant) => ({ __typename: "ProductVariant", id: variant.id })),
    ]);
    const entities = `query ($of: [_Any!]!) { _entities(representations: $of) {
      ... on Product { name } ... on ProductVariant { sku price { amount } } } }`;
    expect((await count(entities, { of: representations.slice(0, 2) })).statements).toBe(3);
    expect((await count(entities, { of: representations })).statements).toBe(3);
  });
});
