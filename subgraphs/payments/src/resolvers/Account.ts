import type { AccountResolvers } from "../__generated__/resolvers.ts";
import { storeCreditOf } from "../data/giftCards.ts";
import { maySee } from "../domain/rights.ts";

export const Account: AccountResolvers = {
  __resolveReference: ({ id }) => ({ id }),
  paymentMethods: ({ id }, _, { loaders }) => loaders.methodsOfAccount.load(id),
  storeCredit: async ({ id }, _, { db, viewer, now }) =>
    maySee(viewer, id) ? await storeCreditOf(db, id, await now()) : null,
};
