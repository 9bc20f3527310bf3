import type { AccountResolvers } from "../__generated__/resolvers.ts";
import { listOrders, positionOf } from "../data/orders.ts";
import { maySee } from "../domain/rights.ts";

export const Account: AccountResolvers = {
  __resolveReference: ({ id }) => ({ id }),
  orders: ({ id }, { first, after }, { db, viewer, cursors }) =>
    maySee(viewer, { accountId: id })
      ? cursors.page({
          list: `account:${id}`,
          first,
          after,
          position: positionOf,
          fetch: (from) => listOrders(db, { ...from, accountId: id }),
        })
      : null,
};
