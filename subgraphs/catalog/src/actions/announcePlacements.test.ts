import { categoryPlaced, productCategorized, productCreated } from "@madang/events";
import { isProblem, newId } from "@madang/service-kit";
import { staff, startTestSubgraph } from "@madang/testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { catalog } from "../subgraph.ts";
import { announcePlacements } from "./announcePlacements.ts";
import { createCategory } from "./createCategory.ts";
import { createProduct } from "./createProduct.ts";
import { importProducts } from "./importProducts.ts";
import { aProduct } from "./testProducts.ts";
import { updateProduct } from "./updateProduct.ts";

const mina = staff(["catalog:write"]);
const start = () => startTestSubgraph(catalog);
let shop: Awaited<ReturnType<typeof start>>;
let before = 0;

beforeAll(async () => {
  shop = await start();
});
afterAll(() => shop[Symbol.asyncDispose]());
beforeEach(async () => {
  before = (await shop.published()).length;
});

const told = async () => (await shop.published()).slice(before).map(({ type, data }) => [type, data]);
const announce = (atMost = 500) => shop.as(mina).run(announcePlacements, { atMost });

/** What an action made; throws when it refused. */
async function made<T extends { id: string }>(result: Promise<T | object | undefined>): Promise<string> {
  const it = await result;
  if (!it || isProblem(it) || !("id" in it)) throw new Error(JSON.stringify(it));
  return String(it.id);
}
const category = (slug: string, parent: string | null = null) =>
  made(
    shop.as(mina).run(createCategory, { slug, parent, translations: [{ locale: "en", name: slug, description: "" }] }),
  );

describe("Where things stand in the tree", () => {
  it("is told once of each category and product that comes, with those above it", async () => {
    const home = await category("home");
    const lamps = await category("lamps", "home");
    const product = await made(shop.as(mina).run(createProduct, aProduct({ category: "lamps" })));
    const row = {
      slug: "lantern",
      texts: [{ locale: "en", name: "Lantern", description: "" }],
      category: "home",
      picture: null,
      variants: [{ sku: "LANTERN", names: [], prices: [], openingStock: 3 }],
    };
    for (let i = 0; i < 2; i += 1) await shop.as(mina).run(importProducts, { channel: "default", products: [row] });
    const imported = await shop.db.product.findUniqueOrThrow({ where: { slug: "lantern" } });

    expect(await announce()).toBe(0);
    expect(await told()).toEqual([
      [categoryPlaced.type, { categoryId: home, parentId: null }],
      [categoryPlaced.type, { categoryId: lamps, parentId: home }],
      [productCreated.type, expect.objectContaining({ productId: product, categoryId: lamps })],
      [productCreated.type, expect.objectContaining({ productId: imported.id, categoryId: home })],
    ]);
  });

  it("is told again when a product goes elsewhere, and not when it stays", async () => {
    const there = await category("there");
    const product = await made(shop.as(mina).run(createProduct, aProduct()));
    before = (await shop.published()).length;
    const change = (version: number, more: object) =>
      shop.as(mina).run(updateProduct, { id: product, version, ...more });
    await change(1, { category: "there" });
    await change(2, { category: "there" });
    await change(3, { translations: [{ locale: "en", name: "Other", description: "" }] });
    await change(4, { category: null });
    await change(5, { category: null });
    await change(1, { category: "there" });
    expect(await announce()).toBe(0);
    expect(await told()).toEqual([
      [productCategorized.type, { productId: product, categoryId: there, variantIds: [] }],
      [productCategorized.type, { productId: product, categoryId: null, variantIds: [] }],
    ]);
  });

  it("is told once of what came before anybody was told, however many look", async () => {
    const shelf = newId("category");
    await shop.db.category.create({ data: { id: shelf, slug: "old", position: 9 } });
    const at = new Date();
    const products = Array.from({ length: 5 }, (_, i) => ({
      id: newId("product"),
      variantId: newId("product_variant"),
      i,
    }));
    for (const { id, variantId, i } of products)
      await shop.db.product.create({
        data: {
          id,
          slug: `old-${i}`,
          categoryId: i === 0 ? null : shelf,
          createdAt: at,
          updatedAt: at,
          variants: { create: { id: variantId, sku: `OLD-${i}`, skuKey: `OLD-${i}`, position: 0 } },
        },
      });
    while ((await Promise.all([announce(2), announce(2)])).some((count) => count > 0));
    const all = await told();
    expect(all).toHaveLength(6);
    expect(all).toContainEqual([categoryPlaced.type, { categoryId: shelf, parentId: null }]);
    for (const { id, variantId, i } of products)
      expect(all).toContainEqual([
        productCategorized.type,
        { productId: id, categoryId: i === 0 ? null : shelf, variantIds: [variantId] },
      ]);
  });
});
