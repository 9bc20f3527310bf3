import type { AccountResolvers } from "../__generated__/resolvers.ts";

export const Account: AccountResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.account.load(id),
  addresses: ({ id }, _, { loaders }) => loaders.addressBook.load(id),
};
