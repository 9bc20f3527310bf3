import type { QueryResolvers } from "../__generated__/resolvers.ts";
import { findCartOf } from "../data/carts.ts";
import { listOrders, positionOf } from "../data/orders.ts";

export const Query: QueryResolvers = {
  cart: (_, { token }, { db, viewer }) => findCartOf(db, viewer, token),
  order: (_, { id }, { loaders }) => loaders.orderById.load(id),
  orders: (_, { status, first, after }, { db, cursors }) =>
    cursors.page({
      list: `orders:${status ?? "all"}`,
      first,
      after,
      position: positionOf,
      fetch: (from) => listOrders(db, { ...from, status }),
    }),
};
