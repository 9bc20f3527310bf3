import type { ProductVariantResolvers } from "../__generated__/resolvers.ts";

export const ProductVariant: ProductVariantResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.variantById.load(id),
  product: ({ productId }, _, { loaders }) => loaders.productById.load(productId),
};
