import { categoryPlaced, productCategorized } from "@madang/events";
import type { Work } from "../context.ts";
import { takeUntoldCategories, takeUntoldProducts } from "../data/placements.ts";

/** Tells where categories and products stand of which others do not know it; gives how many were told of. */
export async function announcePlacements({ tx, publish }: Work, { atMost }: { readonly atMost: number }) {
  const categories = await takeUntoldCategories(tx, atMost);
  for (const { id, parentId } of categories) publish(categoryPlaced, { categoryId: id, parentId });
  const products = await takeUntoldProducts(tx, atMost);
  for (const { id, categoryId, variantIds } of products)
    publish(productCategorized, { productId: id, categoryId, variantIds });
  return categories.length + products.length;
}
