import type { ProductVariantResolvers } from "../__generated__/resolvers.ts";
import { isVariantId } from "../domain/ids.ts";

export const ProductVariant: ProductVariantResolvers = {
  __resolveReference: ({ id }) => (isVariantId(id) ? { id } : null),
  availability: async ({ id }, _, { loaders }) => {
    const available = await loaders.available.load(id);
    return { inStock: available > 0, available };
  },
  stock: ({ id }, _, { loaders }) => loaders.levels.load(id),
};
