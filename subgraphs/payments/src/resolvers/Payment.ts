import type { PaymentResolvers } from "../__generated__/resolvers.ts";

export const Payment: PaymentResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.payment.load(id),
  order: ({ orderId }) => ({ id: orderId }),
  amount: ({ amountMinor, currency }) => ({ minor: amountMinor, currency }),
  captured: ({ capturedMinor, currency }) => ({ minor: capturedMinor, currency }),
  refunded: ({ refundedMinor, currency }) => ({ minor: refundedMinor, currency }),
  chargedBack: ({ chargedBackMinor, currency }) => ({ minor: chargedBackMinor, currency }),
  providerReference: ({ providerRef }) => providerRef,
  // What was left untaken instead was never given back.
  refunds: ({ parts, currency }) =>
    parts.filter(({ status }) => status !== "REDUCED").map((part) => ({ part, currency })),
  ledger: ({ id }, _, { loaders }) => loaders.ledgerOfPayment.load(id),
};
