import { isId } from "@madang/service-kit";
import type { ProductVariantResolvers } from "../__generated__/resolvers.ts";

export const ProductVariant: ProductVariantResolvers = {
  __resolveReference: ({ id }) => (isId("product_variant", id) ? { id } : null),
  availability: async ({ id }, _, { loaders }) => {
    const available = await loaders.available.load(id);
    return { inStock: available > 0, available };
  },
  stock: ({ id }, _, { loaders }) => loaders.levels.load(id),
};
