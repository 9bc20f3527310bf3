import type { OrderResolvers } from "../__generated__/resolvers.ts";

export const Order: OrderResolvers = {
  __resolveReference: ({ id }) => ({ id }),
  payments: ({ id }, _, { loaders }) => loaders.paymentsOfOrder.load(id),
};
