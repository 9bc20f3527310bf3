import { productCreated } from "@madang/events";
import { staff, startTestSubgraph } from "@madang/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { catalog } from "../subgraph.ts";
import { createCategory } from "./createCategory.ts";
import { createProduct } from "./createProduct.ts";
import { aProduct } from "./testProducts.ts";

const mina = staff(["catalog:write"]);
const start = () => startTestSubgraph(catalog);
let shop: Awaited<ReturnType<typeof start>>;

beforeAll(async () => {
  shop = await start();
});
afterAll(() => shop[Symbol.asyncDispose]());

describe("creating a product", () => {
  it("adds it with texts, shelf, picture and variants, unpublished, and says so without a stock", async () => {
    const lights = { slug: "lights", translations: [{ locale: "en", name: "Lights", description: "" }], parent: null };
    await shop.as(mina).run(createCategory, lights);
    const created = await shop.as(mina).run(
      createProduct,
      aProduct({
        translations: [
          { locale: "en", name: " Paper lantern ", description: "Folds\nflat." },
          { locale: "ko", name: "종이등불", description: "" },
        ],
        category: "lights",
        picture: { url: "https://pictures.example/1.png", alt: "A lantern", width: 800, height: 600 },
        variants: [
          { sku: "LAN-S", name: "Small", price: { amount: "12.50", currency: "GBP" } },
          { sku: "LAN-L", name: "Large", price: null },
        ],
      }),
    );
    expect(created).toMatchObject({
      slug: "paper-lantern",
      name: "Paper lantern",
      description: "Folds\nflat.",
      picture: { url: "https://pictures.example/1.png", alt: "A lantern", width: 800, height: 600 },
      priceFrom: { minor: 1250n, currency: "GBP" },
      published: false,
      version: 1,
    });
    const events = (await shop.published()).filter(({ subject }) => "id" in created && subject === created.id);
    expect(events).toMatchObject([
      {
        type: productCreated.type,
        data: {
          variants: [
            { sku: "LAN-S", openingStock: null },
            { sku: "LAN-L", openingStock: null },
          ],
        },
      },
    ]);
  });

  it("makes a slug of the name, and another when that is taken", async () => {
    const named = () => aProduct({ translations: [{ locale: "en", name: "종이 Mug", description: "" }] });
    const slugs = [];
    for (let i = 0; i < 3; i += 1) slugs.push(await shop.as(mina).run(createProduct, named()));
    expect(slugs).toMatchObject([{ slug: "jongi-mug" }, { slug: "jongi-mug-2" }, { slug: "jongi-mug-3" }]);
  });

  it("refuses a slug or a SKU of another, whatever its case, and changes nothing", async () => {
    await shop
      .as(mina)
      .run(createProduct, aProduct({ slug: "mine", variants: [{ sku: "Mine-1", name: "", price: null }] }));
    const before = [await shop.db.product.count(), (await shop.published()).length];
    expect(await shop.as(mina).run(createProduct, aProduct({ slug: "mine" }))).toMatchObject({
      __typename: "SlugTaken",
      code: "SLUG_TAKEN",
      message: "The slug mine is taken.",
      slug: "mine",
    });
    const taken = aProduct({ variants: [{ sku: "MINE-1", name: "", price: null }] });
    expect(await shop.as(mina).run(createProduct, taken)).toMatchObject({ __typename: "SkuTaken", sku: "MINE-1" });
    expect(await shop.as(mina).run(createProduct, aProduct({ category: "no\u0000where" }))).toMatchObject({
      __typename: "CategoryNotFound",
    });
    expect([await shop.db.product.count(), (await shop.published()).length]).toEqual(before);
  });

  it("names every value that it cannot take", async () => {
    const refused = await shop.as(mina).run(createProduct, {
      slug: "Not A Slug",
      translations: [
        { locale: "en", name: " ", description: "x".repeat(5_001) },
        { locale: "en", name: "bell\u0007", description: "" },
      ],
      category: null,
      picture: { url: "ftp://pictures.example/1.png", alt: "", width: 0, height: 2 ** 31 },
      variants: [
        { sku: "A B", name: "", price: null },
        { sku: "x1", name: "y".repeat(101), price: null },
        { sku: "X1", name: "", price: null },
      ],
    });
    if (!("fields" in refused)) throw new Error("It was taken.");
    expect(refused.fields.map(({ path, code }) => `${path} ${code}`).sort()).toEqual([
      "picture.alt TOO_SHORT",
      "picture.height TOO_LARGE",
      "picture.url WRONG_FORMAT",
      "picture.width TOO_SMALL",
      "slug WRONG_FORMAT",
      "translations.0.description TOO_LONG",
      "translations.0.name TOO_SHORT",
      "translations.1.locale DUPLICATE",
      "translations.1.name NOT_ALLOWED",
      "variants.0.sku WRONG_FORMAT",
      "variants.1.name TOO_LONG",
      "variants.2.sku DUPLICATE",
    ]);
  });

  it("wants the channel's default language, and prices in its currencies with their digits", async () => {
    const korean = aProduct({ translations: [{ locale: "ko", name: "등", description: "" }] });
    expect(await shop.as(mina).run(createProduct, korean)).toMatchObject({
      fields: [{ path: "translations", code: "REQUIRED" }],
    });
    const prices = [
      { amount: "1.005", currency: "GBP" },
      { amount: "-1", currency: "GBP" },
      { amount: "1", currency: "CHF" },
      { amount: "0.5", currency: "KRW" },
    ];
    const variants = prices.map((price, i) => ({ sku: `PRICED-${i}`, name: "", price }));
    expect(await shop.as(mina).run(createProduct, aProduct({ variants }))).toMatchObject({
      fields: [
        { path: "variants.0.price.amount", code: "WRONG_FORMAT" },
        { path: "variants.1.price.amount", code: "TOO_SMALL" },
        { path: "variants.2.price.currency", code: "NOT_ALLOWED" },
        { path: "variants.3.price.amount", code: "WRONG_FORMAT" },
      ],
    });
  });
});
