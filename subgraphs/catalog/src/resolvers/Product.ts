import type { ProductResolvers } from "../__generated__/resolvers.ts";

export const Product: ProductResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.productById.load(id),
  category: async ({ categoryId }, _, { loaders }) =>
    categoryId === null ? null : ((await loaders.categories()).byId.get(categoryId) ?? null),
  picture: ({ picture }, _, { settings }) =>
    picture && { ...picture, url: new URL(picture.url, settings.pictureBaseUrl).href },
  variants: ({ id }, _, { loaders }) => loaders.variantsOfProduct.load(id),
};
