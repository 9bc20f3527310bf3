import { newId } from "@madang/service-kit";
import { staff, startTestSubgraph } from "@madang/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { catalog } from "../subgraph.ts";
import { createCategory } from "./createCategory.ts";
import { createProduct } from "./createProduct.ts";
import { setPrice } from "./setPrice.ts";
import { setPublication } from "./setPublication.ts";
import { aProduct } from "./testProducts.ts";
import { updateProduct } from "./updateProduct.ts";

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
  return product;
}

describe("changing a product", () => {
  it("changes what is given, keeps the rest and counts the version up", async () => {
    const picture = { url: "https://pictures.example/1.png", alt: "A mug", width: 10, height: 10 };
    const { id, slug } = await existing({ picture });
    const translations = [{ locale: "en", name: "Renamed", description: "New." }];
    expect(await shop.as(mina).run(updateProduct, { id, version: 1, translations })).toMatchObject({
      slug,
      name: "Renamed",
      description: "New.",
      picture,
      version: 2,
    });
    expect(await shop.as(mina).run(updateProduct, { id, version: 2, picture: null })).toMatchObject({
      name: "Renamed",
      picture: null,
      version: 3,
    });
  });

  it("is refused, with the version it has now, when someone else was first", async () => {
    const { id } = await existing();
    const rename = (name: string) =>
      shop.as(mina).run(updateProduct, { id, version: 1, translations: [{ locale: "en", name, description: "" }] });
    const both = await Promise.all([rename("First"), rename("Second")]);
    expect(both.filter((result) => "currentVersion" in result)).toMatchObject([
      { __typename: "VersionConflict", code: "VERSION_CONFLICT", currentVersion: 2 },
    ]);
  });

  it("puts it on a shelf and takes it off again, but on none that is not there", async () => {
    const { id } = await existing();
    const translations = [{ locale: "en", name: "Shelf", description: "" }];
    const shelf = await shop.as(mina).run(createCategory, { slug: "shelf", translations, parent: null });
    expect(await shop.as(mina).run(updateProduct, { id, version: 1, category: "nowhere" })).toMatchObject({
      __typename: "CategoryNotFound",
    });
    expect(await shop.as(mina).run(updateProduct, { id, version: 1, category: "shelf" })).toMatchObject({
      categoryId: "id" in shelf ? shelf.id : "",
    });
    expect(await shop.as(mina).run(updateProduct, { id, version: 2, category: null })).toMatchObject({
      categoryId: null,
    });
  });

  it.each(["", "product_1", newId("product"), newId("order"), "product_\u0000"])("finds nothing by %j", async (id) => {
    expect(await shop.as(mina).run(updateProduct, { id, version: 1 })).toMatchObject({ __typename: "ProductNotFound" });
    expect(await shop.as(mina).run(setPublication, { productId: id, channel: null, published: true })).toMatchObject({
      __typename: "ProductNotFound",
    });
    const price = { amount: "1", currency: "GBP" };
    expect(await shop.as(mina).run(setPrice, { variantId: id, channel: null, price })).toMatchObject({
      __typename: "VariantNotFound",
    });
  });
});

describe("publishing a product", () => {
  it("shows and hides it in a channel; a second time changes nothing", async () => {
    const { id } = await existing();
    const set = (published: boolean) =>
      shop.as(mina).run(setPublication, { productId: id, channel: "default", published });
    expect(await set(true)).toMatchObject({ published: true, version: 2 });
    expect(await set(true)).toMatchObject({ published: true, version: 2 });
    expect(await set(false)).toMatchObject({ published: false, version: 3 });
    expect(await shop.as(mina).run(setPublication, { productId: id, channel: "moon", published: true })).toMatchObject({
      __typename: "ChannelNotFound",
    });
  });
});

describe("setting a price", () => {
  it("takes it with the digits of its currency, in a currency of the channel", async () => {
    const { id } = await existing();
    const [variant] = await shop.db.variant.findMany({ where: { productId: id } });
    const variantId = variant?.id ?? "";
    const set = (amount: string, currency: string, channel: string | null = null) =>
      shop.as(mina).run(setPrice, { variantId, channel, price: { amount, currency } });
    expect(await set("15", "GBP")).toMatchObject({ price: { minor: 1500n, currency: "GBP" } });
    expect(await set("21900", "KRW")).toMatchObject({ price: { minor: 1500n, currency: "GBP" } });
    expect(await set("0.5", "KRW")).toMatchObject({ fields: [{ path: "price.amount", code: "WRONG_FORMAT" }] });
    expect(await set("-1", "GBP")).toMatchObject({ fields: [{ path: "price.amount", code: "TOO_SMALL" }] });
    expect(await set("1", "CHF")).toMatchObject({ fields: [{ path: "price.currency", code: "NOT_ALLOWED" }] });
    expect(await set("1", "GBP", "moon")).toMatchObject({ __typename: "ChannelNotFound" });
    const kept = await shop.db.price.findMany({ where: { variantId }, orderBy: { currency: "asc" } });
    expect(kept.map(({ currency, minor }) => [currency, minor])).toEqual([
      ["GBP", 1500n],
      ["KRW", 21900n],
    ]);
  });
});

describe("creating a category", () => {
  it("adds it behind its siblings, once per slug and below a parent that is there", async () => {
    const add = (slug: string, parent: string | null) =>
      shop
        .as(mina)
        .run(createCategory, { slug, parent, translations: [{ locale: "en", name: slug, description: "" }] });
    await add("root", null);
    await add("zebra", "root");
    await add("ape", "root");
    expect(await add("ape", null)).toMatchObject({ __typename: "SlugTaken", slug: "ape" });
    expect(await add("bee", "nowhere")).toMatchObject({ __typename: "CategoryNotFound" });
    expect(await add("Bad Slug", null)).toMatchObject({ fields: [{ path: "slug", code: "WRONG_FORMAT" }] });
    const { data } = await shop.as(mina).query(`{ category(slug: "root") { children { slug parent { slug } } } }`);
    expect(data).toEqual({
      category: {
        children: [
          { slug: "zebra", parent: { slug: "root" } },
          { slug: "ape", parent: { slug: "root" } },
        ],
      },
    });
  });
});
