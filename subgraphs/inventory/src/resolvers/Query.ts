import { badInput } from "@madang/service-kit";
import type { QueryResolvers } from "../__generated__/resolvers.ts";
import { availableOf } from "../data/levels.ts";
import { movementsUnder } from "../data/movements.ts";

/** As many as a cart has lines. */
const mostAskedFor = 100;

export const Query: QueryResolvers = {
  warehouses: (_, __, { loaders }) => loaders.warehouses.load("all"),
  stockOf: (_, { channel, variantIds }, { db }) => {
    if (variantIds.length > mostAskedFor) throw badInput(`At most ${mostAskedFor} variants can be asked for at once.`);
    return availableOf(db, channel, variantIds);
  },
  movementsOf: (_, { key }, { db }) => movementsUnder(db, key),
};
