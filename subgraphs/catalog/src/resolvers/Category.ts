import type { CategoryResolvers } from "../__generated__/resolvers.ts";

export const Category: CategoryResolvers = {
  __resolveReference: async ({ id }, { loaders }) => (await loaders.categories()).byId.get(id) ?? null,
  parent: async ({ parentId }, _, { loaders }) =>
    parentId === null ? null : ((await loaders.categories()).byId.get(parentId) ?? null),
  children: async ({ id }, _, { loaders }) => [...(await loaders.categories()).childrenOf(id)],
};
