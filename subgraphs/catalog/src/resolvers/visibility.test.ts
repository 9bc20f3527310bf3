import { newId } from "@madang/service-kit";
import { ada, guest, service, staff, startTestSubgraph } from "@madang/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createProduct } from "../actions/createProduct.ts";
import { setPublication } from "../actions/setPublication.ts";
import { aProduct } from "../actions/testProducts.ts";
import { catalog } from "../subgraph.ts";

const mina = staff(["catalog:write"]);
const start = () => startTestSubgraph(catalog);
let shop: Awaited<ReturnType<typeof start>>;

beforeAll(async () => {
  shop = await start();
});
afterAll(() => shop[Symbol.asyncDispose]());

async function existing(more: Parameters<typeof aProduct>[0] = {}) {
  const product = await shop.as(mina).run(createProduct, aProduct(more));
  if (!("id" in product)) throw new Error(product.__typename);
  const [variant] = await shop.db.variant.findMany({ where: { productId: product.id }, orderBy: { position: "asc" } });
  return { ...product, variantId: variant?.id ?? "" };
}

const publish = (productId: string) => shop.as(mina).run(setPublication, { productId, channel: null, published: true });

const entities = `query ($of: [_Any!]!) { _entities(representations: $of) {
  ... on Product { slug } ... on ProductVariant { sku product { slug } } ... on Category { slug } } }`;

describe("an unpublished product", () => {
  it("is seen by staff and by nobody else, by slug and by id", async () => {
    const { id, slug, variantId } = await existing();
    const of = [
      { __typename: "Product", id },
      { __typename: "ProductVariant", id: variantId },
    ];
    const bySlug = `query ($slug: String!) { product(slug: $slug) { id published } products { totalCount } }`;
    for (const viewer of [guest, ada, service("orders")]) {
      expect((await shop.as(viewer).query(entities, { of })).data).toEqual({ _entities: [null, null] });
      expect((await shop.as(viewer).query(bySlug, { slug })).data).toEqual({
        product: null,
        products: { totalCount: 0 },
      });
    }
    expect((await shop.as(mina).query(bySlug, { slug })).data).toMatchObject({ product: { id, published: false } });
    expect((await shop.as(mina).query(entities, { of })).data).toMatchObject({
      _entities: [{ slug }, { product: { slug } }],
    });
  });
});

describe("what is not there", () => {
  it("is null, whatever the id looks like", async () => {
    const ids = ["", "1", "product_\u0000", newId("product"), newId("order"), "x".repeat(5_000)];
    const of = ids.flatMap((id) => ["Product", "ProductVariant", "Category"].map((__typename) => ({ __typename, id })));
    const { data, errors } = await shop.as(guest).query(entities, { of });
    expect(errors).toEqual([]);
    expect(data).toEqual({ _entities: of.map(() => null) });
    for (const slug of ["", "No", "a\u0000", "x".repeat(5_000)])
      expect(
        (
          await shop
            .as(guest)
            .query("query ($s: String!) { product(slug: $s) { id } category(slug: $s) { id } }", { s: slug })
        ).data,
      ).toEqual({ product: null, category: null });
  });
});

describe("a quote", () => {
  const document = `query ($channel: String!, $currency: CurrencyCode!, $ids: [ID!]!) {
    quote(channel: $channel, currency: $currency, variantIds: $ids) { variantId sku name unitPrice { amount currency } } }`;
  const quote = (ids: readonly string[], more: object = {}, viewer = service("orders")) =>
    shop.as(viewer).query(document, { channel: "default", currency: "GBP", ids, ...more });

  it("prices what the channel sells, each variant once, and leaves out what is not there", async () => {
    const sold = await existing({
      variants: [{ sku: "Q-1", name: "Blue", price: { amount: "3.50", currency: "GBP" } }],
    });
    const hidden = await existing();
    await publish(sold.id);
    const { data } = await quote([sold.variantId, sold.variantId, hidden.variantId, newId("product_variant"), "?"]);
    expect(data?.["quote"]).toEqual([
      {
        variantId: sold.variantId,
        sku: "Q-1",
        name: `${sold.name}, Blue`,
        unitPrice: { amount: "3.50", currency: "GBP" },
      },
      { variantId: hidden.variantId, sku: expect.any(String), name: hidden.name, unitPrice: null },
    ]);
    expect((await quote([sold.variantId], { currency: "USD" })).data?.["quote"]).toMatchObject([{ unitPrice: null }]);
  });

  it("is for orders alone, of a channel that is there, and of 200 variants at most", async () => {
    const codes = async (asked: ReturnType<typeof quote>) => (await asked).errors.map((e) => e.extensions?.["code"]);
    expect(await codes(quote([], {}, mina))).toEqual(["FORBIDDEN"]);
    expect(await codes(quote([], {}, service("inventory")))).toEqual(["FORBIDDEN"]);
    expect(await codes(quote([], { channel: "moon" }))).toEqual(["BAD_USER_INPUT"]);
    expect(await codes(quote(Array.from({ length: 201 }, () => newId("product_variant"))))).toEqual(["BAD_USER_INPUT"]);
    expect((await quote([])).data).toEqual({ quote: [] });
  });
});

describe("writing", () => {
  it("needs the scope", async () => {
    const mutation = `mutation ($id: ID!) { setPublication(input: { productId: $id, published: true }) { __typename } }`;
    const { id } = await existing();
    for (const viewer of [guest, ada, staff(["inventory:write"]), service("orders")]) {
      const { data, errors } = await shop.as(viewer).query(mutation, { id });
      expect(errors).toHaveLength(1);
      expect(data).toBeNull();
    }
    expect(await shop.db.publication.count({ where: { productId: id } })).toBe(0);
  });
});

describe("pictures of the sample shop", () => {
  it("are served as SVG", async () => {
    const answer = await fetch(new URL("/pictures/lantern-amber.svg", shop.url));
    expect(answer.headers.get("content-type")).toBe("image/svg+xml");
    expect(await answer.text()).toMatch(/^<svg .*<\/svg>$/);
  });
});
