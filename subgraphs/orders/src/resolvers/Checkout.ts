import type { CheckoutResolvers } from "../__generated__/resolvers.ts";
import { checkoutStatus, failureOf, pollAfterMs } from "../domain/checkoutView.ts";

export const Checkout: CheckoutResolvers = {
  status: ({ facts }) => checkoutStatus(facts),
  pollAfterMs: ({ facts }) => pollAfterMs(facts),
  nextAction: ({ order: { nextAction, total }, facts }) =>
    nextAction && checkoutStatus(facts) === "ACTION_REQUIRED"
      ? {
          ...nextAction,
          bankTransfer: nextAction.bankTransfer && {
            ...nextAction.bankTransfer,
            amount: { minor: nextAction.bankTransfer.amountMinor, currency: total.currency },
          },
        }
      : null,
  problem: ({ order, process }) => order.failure ?? (process?.problem ? failureOf(process.problem) : null),
  steps: ({ order }, _, { loaders }) => loaders.checkoutOf.load(order.id).then((process) => process?.steps ?? null),
};
