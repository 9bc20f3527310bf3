import type { LedgerTransactionResolvers } from "../__generated__/resolvers.ts";

export const LedgerTransaction: LedgerTransactionResolvers = {
  entries: ({ entries }) =>
    entries.map(({ account, amountMinor, currency }) => ({ account, amount: { minor: amountMinor, currency } })),
};
