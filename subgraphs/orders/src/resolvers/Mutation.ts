import type { MutationResolvers } from "../__generated__/resolvers.ts";
import { addLinesToCart, addToCart } from "../actions/addToCart.ts";
import { changeCartLine } from "../actions/changeCartLine.ts";
import { changeShippingAddress } from "../actions/changeShippingAddress.ts";
import { mergeCart } from "../actions/mergeCart.ts";
import { removeFromCart } from "../actions/removeFromCart.ts";
import { hashOfToken } from "../data/cartToken.ts";
import { cancellation } from "../processes/cancellation.ts";
import { checkout } from "../processes/checkout.ts";
import { givenUp } from "../processes/checkoutState.ts";
import { steer } from "../processes/steer.ts";

export const Mutation: MutationResolvers = {
  addToCart: async (_, { input }, { run, loaders }) =>
    run(addToCart, { ...input, offers: await loaders.offersFor(input.token, [input.variantId]) }),
  addLinesToCart: async (_, { input }, { run, loaders }) => {
    const variantIds = input.lines.map(({ variantId }) => variantId);
    return run(addLinesToCart, { ...input, offers: await loaders.offersFor(input.token, variantIds) });
  },
  changeCartLine: (_, { input }, { run }) => run(changeCartLine, input),
  removeFromCart: (_, { input }, { run }) => run(removeFromCart, input),
  mergeCart: (_, { input }, { run }) => run(mergeCart, input),
  placeOrder: (_, { input: { idempotencyKey, ...input } }, { start }) =>
    start(checkout, input, { key: idempotencyKey, guest: hashOfToken(input.token ?? "") }),
  cancelOrder: async (_, { input: { idempotencyKey, ...input } }, { start }) =>
    start(cancellation, input, { key: idempotencyKey }),
  changeShippingAddress: (_, { input }, { run }) => run(changeShippingAddress, input),
  retryCheckout: (_, { orderId }, context) => steer(context, orderId, () => context.retryProcess(checkout, orderId)),
  abortCheckout: (_, { orderId }, context) =>
    steer(context, orderId, () => context.abortProcess(checkout, orderId, givenUp({ actor: "STAFF", reason: null }))),
};
