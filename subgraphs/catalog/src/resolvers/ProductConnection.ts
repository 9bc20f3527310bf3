import type { ProductConnectionResolvers } from "../__generated__/resolvers.ts";
import { countByCategory, countProducts } from "../data/listing.ts";

export const ProductConnection: ProductConnectionResolvers = {
  totalCount: async ({ filter }, _, { db, loaders }) => countProducts(db, await loaders.market(), filter),
  categoryFacets: async ({ filter }, _, { db, loaders }) => {
    const [counts, categories] = await Promise.all([
      loaders.market().then((market) => countByCategory(db, market, filter)),
      loaders.categories(),
    ]);
    return counts.map(({ id, count }) => ({ category: categories.get(id), count }));
  },
};
