import type { QueryResolvers } from "../__generated__/resolvers.ts";
import { findPayments, positionOf } from "../data/payments.ts";

export const Query: QueryResolvers = {
  payments: (_, { first, after }, { db, cursors }) =>
    cursors.page({
      list: "payments",
      first,
      after,
      position: positionOf,
      fetch: (from) => findPayments(db, from.after, from.limit),
    }),
};
