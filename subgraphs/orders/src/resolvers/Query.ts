import type { QueryResolvers } from "../__generated__/resolvers.ts";
import { findCartOf } from "../data/carts.ts";
import { hashOfToken } from "../data/cartToken.ts";
import { findGuestOrder, findOrderOfToken, listOrders, positionOf } from "../data/orders.ts";
import { confirmedTotals } from "../data/orderTotals.ts";
import { readOrderNumber } from "../domain/orderNumber.ts";

export const Query: QueryResolvers = {
  cart: (_, { token }, { db, viewer }) => findCartOf(db, viewer, token),
  order: async (_, { id, token }, { db, loaders }) =>
    (await loaders.orderById.load(id)) ?? (token == null ? null : findOrderOfToken(db, id, hashOfToken(token))),
  guestOrder: (_, { number, email }, { db }) => findGuestOrder(db, readOrderNumber(number) ?? "", email),
  orders: (_, { status, number, first, after }, { db, cursors }) =>
    cursors.page({
      list: `orders:${status ?? "all"}:${number ?? ""}`,
      first,
      after,
      position: positionOf,
      fetch: (from) => listOrders(db, { ...from, status, number }),
    }),
  orderTotals: (_, { from, to }, { db }) => confirmedTotals(db, from, to),
};
