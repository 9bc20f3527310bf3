import type { RefundResolvers } from "../__generated__/resolvers.ts";

export const Refund: RefundResolvers = {
  id: ({ part }) => part.refundId,
  amount: ({ part, currency }) => ({ minor: part.amountMinor, currency }),
  status: ({ part }) => (part.status === "REDUCED" ? "REFUNDED" : part.status),
  reason: ({ part }) => part.refund.reason,
  createdAt: ({ part }) => part.createdAt,
};
