import type { QueryResolvers } from "../__generated__/resolvers.ts";

export const Query: Pick<QueryResolvers, "me" | "account" | "accountEmail" | "accountContact"> = {
  me: (_, __, { viewer, loaders }) => (viewer.accountId ? loaders.account.load(viewer.accountId) : null),
  account: (_, { id }, { loaders }) => loaders.account.load(id),
  accountEmail: async (_, { id }, { loaders }) => (await loaders.account.load(id))?.email ?? null,
  accountContact: (_, { id }, { loaders }) => loaders.account.load(id),
};
