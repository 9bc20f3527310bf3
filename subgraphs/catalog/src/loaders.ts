import { isId } from "@madang/service-kit";
import DataLoader from "dataloader";
import type { LoaderContext } from "./context.ts";
import { categoryTree } from "./data/categories.ts";
import { marketOf } from "./data/market.ts";
import { type Product, productsByIds, productsBySlugs } from "./data/products.ts";
import { type Variant, variantsByIds, variantsByProducts } from "./data/variants.ts";
import { slugForm } from "./domain/slug.ts";
import { seesUnpublished } from "./domain/visibility.ts";

/** Reads of one request: its market and categories once, the rest in batches. */
export const loaders = ({ db, viewer }: LoaderContext) => {
  const market = once(() => marketOf(db, viewer));
  const visible = <Row extends { readonly published: boolean }>(row: Row | undefined) =>
    row && (row.published || seesUnpublished(viewer)) ? row : null;

  const productById = new DataLoader<string, Product | null>(async (ids) => {
    const known = ids.filter((id) => isId("product", id));
    const found = known.length > 0 ? await productsByIds(db, await market(), known) : [];
    return ids.map((id) => visible(found.find((product) => product.id === id)));
  });

  return {
    market,
    categories: once(async () => categoryTree(db, (await market()).locales)),
    /** Null for what is not there, or not shown to the viewer. */
    productById,
    /** Whoever sees a variant sees its product. */
    productOfVariant: async ({ productId }: Variant): Promise<Product> => {
      const product = await productById.load(productId);
      if (!product) throw new Error(`There is no ${productId}.`);
      return product;
    },
    productBySlug: new DataLoader<string, Product | null>(async (slugs) => {
      const known = slugs.filter((slug) => slugForm.test(slug));
      const found = known.length > 0 ? await productsBySlugs(db, await market(), known) : [];
      // A variant of the page may ask for its product, which is here already.
      for (const product of found) productById.prime(product.id, visible(product));
      return slugs.map((slug) => visible(found.find((product) => product.slug === slug)));
    }),
    variantById: new DataLoader<string, Variant | null>(async (ids) => {
      const known = ids.filter((id) => isId("product_variant", id));
      const found = known.length > 0 ? await variantsByIds(db, await market(), known) : [];
      return ids.map((id) => visible(found.find((variant) => variant.id === id)));
    }),
    variantsOfProduct: new DataLoader<string, Variant[]>(async (productIds) => {
      const found = await variantsByProducts(db, await market(), productIds);
      const byProduct = Map.groupBy(found, ({ productId }) => productId);
      return productIds.map((id) => byProduct.get(id) ?? []);
    }),
  };
};

function once<T>(read: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => {
    answer ??= read();
    return answer;
  };
}
