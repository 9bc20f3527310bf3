import type { PaymentDiscrepancyResolvers } from "../__generated__/resolvers.ts";

export const PaymentDiscrepancy: PaymentDiscrepancyResolvers = {
  payment: ({ paymentId }, _, { loaders }) => (paymentId === null ? null : loaders.payment.load(paymentId)),
};
