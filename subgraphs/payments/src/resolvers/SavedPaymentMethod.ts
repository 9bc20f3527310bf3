import type { SavedPaymentMethodResolvers } from "../__generated__/resolvers.ts";

export const SavedPaymentMethod: SavedPaymentMethodResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.savedMethod.load(id),
};
