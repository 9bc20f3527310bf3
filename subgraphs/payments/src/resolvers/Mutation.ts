import type { MutationResolvers } from "../__generated__/resolvers.ts";
import { issueGiftCard } from "../actions/issueGiftCard.ts";
import { recordInvoicePayment } from "../actions/recordInvoicePayment.ts";
import { removePaymentMethod } from "../actions/removePaymentMethod.ts";
import { settlePaymentDiscrepancy } from "../actions/settlePaymentDiscrepancy.ts";
import { authorizePayments, capturePayments, refundPayments, voidPayments } from "../processes/executors.ts";

export const Mutation: MutationResolvers = {
  removePaymentMethod: (_, { id }, { run }) => run(removePaymentMethod, { id }),
  issueGiftCard: (_, { input }, { run }) => run(issueGiftCard, input),
  recordInvoicePayment: (_, { input }, { run }) => run(recordInvoicePayment, input),
  settlePaymentDiscrepancy: (_, { input }, { run }) => run(settlePaymentDiscrepancy, input),
  authorizePayments: (_, { input }, context) => authorizePayments(context, input),
  capturePayments: (_, { orderId }, context) => capturePayments(context, orderId),
  voidPayments: (_, { orderId }, context) => voidPayments(context, orderId),
  refundPayments: (_, { input }, context) => refundPayments(context, input),
};
