import type { QueryResolvers } from "../__generated__/resolvers.ts";

export const Query: QueryResolvers = {
  warehouses: (_, __, { loaders }) => loaders.warehouses.load("all"),
};
