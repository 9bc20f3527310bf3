import type { OrderResolvers } from "../__generated__/resolvers.ts";

export const Order: OrderResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.orderById.load(id),
  account: ({ accountId }) => (accountId === null ? null : { id: accountId }),
};
