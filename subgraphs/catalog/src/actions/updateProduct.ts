import { productCategorized } from "@madang/events";
import { checkInput, isProblem, problem } from "@madang/service-kit";
import type { UpdateProductInput } from "../__generated__/resolvers.ts";
import type { Work } from "../context.ts";
import { type LockedProduct, lockProduct, saveProduct } from "../data/lockProduct.ts";
import { marketOf } from "../data/market.ts";
import { productById } from "../data/products.ts";
import { categoryIdOf } from "../data/writeCategories.ts";
import { putTexts } from "../data/writeProducts.ts";
import { type PictureInput, updateProductInput } from "../domain/inputs.ts";

/** Changes a product that nobody changed since it was read. */
export async function updateProduct({ tx, viewer, now, publish }: Work, given: UpdateProductInput) {
  const input = checkInput(updateProductInput, given);
  if (isProblem(input)) return input;
  const product = await lockProduct(tx, given.id);
  if (!product) return problem("ProductNotFound");
  if (product.version !== given.version) return problem("VersionConflict", { currentVersion: product.version });

  const categoryId = input.category == null ? input.category : await categoryIdOf(tx, input.category);
  if (input.category != null && !categoryId) return problem("CategoryNotFound");
  const moves = categoryId !== undefined && categoryId !== product.categoryId;
  const { picture } = input;
  await saveProduct(tx, now, product.id, {
    ...(moves && { categoryId }),
    ...(picture !== undefined && { picture: picture && withAlt(picture, product, viewer.locale) }),
  });
  if (input.translations)
    await putTexts(
      tx,
      input.translations.map((text) => ({ ...text, productId: product.id })),
    );

  if (moves) publish(productCategorized, { productId: product.id, categoryId, variantIds: [] });
  return productById(tx, await marketOf(tx, viewer), product.id);
}

// What a picture shows in other languages stays true as long as it is the same picture.
const withAlt = (picture: PictureInput, { pictureUrl, pictureAlt }: LockedProduct, locale: string) => ({
  ...picture,
  alt: { ...(picture.url === pictureUrl && pictureAlt), [locale]: picture.alt },
});
