import type { OrderResolvers } from "../__generated__/resolvers.ts";
import { timelineOf } from "../data/timeline.ts";
import { nextStatuses } from "../domain/order.ts";
import { sumOfLines } from "../domain/totals.ts";

export const Order: OrderResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.orderById.load(id),
  account: ({ accountId }) => (accountId === null ? null : { id: accountId }),
  subtotal: ({ total: { currency }, lines }) => sumOfLines(currency, lines, "total"),
  discount: ({ total: { currency }, lines }) => sumOfLines(currency, lines, "discount"),
  tax: ({ total: { currency }, lines }) => sumOfLines(currency, lines, "tax"),
  shipping: ({ total: { currency }, lines }) => sumOfLines(currency, lines, "shipping"),
  nextStatuses: ({ status }) => nextStatuses(status),
  history: ({ id }, _, { loaders }) => loaders.historyOf.load(id),
  invoice: ({ invoiceNumber: number, invoicedAt: issuedAt }) => (number && issuedAt ? { number, issuedAt } : null),
  // Only a pending order's checkout has more to tell than the order itself.
  checkout: async (order, _, { loaders }) => {
    const process = order.status === "PENDING" ? await loaders.checkoutOf.load(order.id) : null;
    // With a problem it turns back, or is about to.
    return { order, process, facts: { ...order, turnedBack: (process?.problem ?? null) !== null } };
  },
  timeline: (order, _, context) => timelineOf(context, order),
};
