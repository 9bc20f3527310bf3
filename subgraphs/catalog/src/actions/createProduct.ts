import { productCreated } from "@madang/events";
import { checkInput, type InvalidField, invalidInput, isProblem, newId, problem } from "@madang/service-kit";
import type { CreateProductInput } from "../__generated__/resolvers.ts";
import type { Work } from "../context.ts";
import type { Tx } from "../data/database.ts";
import { type Market, marketOf } from "../data/market.ts";
import { productById } from "../data/products.ts";
import { categoryIdOf } from "../data/writeCategories.ts";
import {
  insertProducts,
  insertVariants,
  type NewPrice,
  type NewProduct,
  putPrices,
  putTexts,
  putVariantTexts,
} from "../data/writeProducts.ts";
import { createProductInput, type Translation } from "../domain/inputs.ts";
import { priceIn } from "../domain/price.ts";
import { slugAttempt, slugOf } from "../domain/slug.ts";

/** Adds a product with its variants, shown nowhere yet. */
export async function createProduct({ tx, viewer, now, publish }: Work, given: CreateProductInput) {
  const input = checkInput(createProductInput, given);
  if (isProblem(input)) return input;
  const market = await marketOf(tx, viewer);
  const { channel } = market;
  const text = input.translations.find(({ locale }) => locale === channel.locales[0]);
  if (!text) return invalidInput({ path: "translations", code: "REQUIRED" });

  const variants = input.variants.map((variant, position) => ({ ...variant, position, id: newId("product_variant") }));
  const prices = pricesOf(variants, market);
  if (isProblem(prices)) return prices;
  const categoryId = input.category == null ? null : await categoryIdOf(tx, input.category);
  if (input.category != null && !categoryId) return problem("CategoryNotFound");

  const id = newId("product");
  const { picture } = input;
  const stored = picture ? { ...picture, alt: { [viewer.locale]: picture.alt } } : null;
  const product = { id, categoryId, picture: stored, importHash: null };
  const slug = input.slug ?? (slugOf(text.name) || slugOf(variants[0]?.sku ?? "") || "product");
  if (!(await insertWithSlug(tx, now, product, slug, input.slug == null))) return problem("SlugTaken", { slug });

  await putTexts(tx, textsOf(id, input.translations));
  const added = await insertVariants(
    tx,
    variants.map((variant) => ({ ...variant, productId: id })),
  );
  const taken = variants.find((variant) => !added.has(variant.id));
  if (taken) return problem("SkuTaken", { sku: taken.sku });
  const named = variants.filter(({ name }) => name !== "");
  await putVariantTexts(
    tx,
    named.map(({ id: variantId, name }) => ({ variantId, locale: viewer.locale, name })),
  );
  await putPrices(tx, now, prices);

  publish(productCreated, {
    productId: id,
    categoryId,
    variants: variants.map((variant) => ({ variantId: variant.id, sku: variant.sku, openingStock: null })),
  });
  return productById(tx, market, id);
}

/** A slug that was asked for is tried once; one made from the name gives way to those before it. */
async function insertWithSlug(
  tx: Tx,
  now: Date,
  product: Omit<NewProduct, "slug">,
  slug: string,
  givesWay: boolean,
): Promise<boolean> {
  for (let attempt = 0; attempt < (givesWay ? 100 : 1); attempt += 1) {
    const added = await insertProducts(tx, now, [{ ...product, slug: slugAttempt(slug, attempt) }]);
    if (added.size > 0) return true;
  }
  return false;
}

const textsOf = (productId: string, translations: readonly Translation[]) =>
  translations.map((translation) => ({ ...translation, productId }));

function pricesOf(
  variants: readonly { id: string; price?: { amount: string; currency: string } | null | undefined }[],
  { channel }: Market,
) {
  const prices: NewPrice[] = [];
  const wrong: InvalidField[] = [];
  for (const [i, { id, price }] of variants.entries()) {
    if (!price) continue;
    const minor = priceIn(price, channel.currencies, `variants.${i}.price`);
    if (typeof minor === "bigint")
      prices.push({ variantId: id, channel: channel.code, currency: price.currency, minor });
    else wrong.push(minor);
  }
  return wrong.length > 0 ? invalidInput(...wrong) : prices;
}
