import type { ProductVariantResolvers } from "../__generated__/resolvers.ts";

export const ProductVariant: ProductVariantResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.variantById.load(id),
  product: (variant, _, { loaders }) => loaders.productOfVariant(variant),
};
