import type { CartResolvers } from "../__generated__/resolvers.ts";
import { piecesIn } from "../domain/cart.ts";
import { endOf } from "../domain/cartEnd.ts";
import { cartTotal } from "../domain/totals.ts";

export const Cart: CartResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.ownCartById.load(id),
  token: ({ token }) => token ?? null,
  lines: ({ lines, channel, currency }) => lines.map((line) => ({ ...line, market: { channel, currency } })),
  totalQuantity: ({ lines }) => piecesIn(lines),
  total: async ({ lines, channel, currency }, _, { loaders }) =>
    cartTotal(
      lines,
      await Promise.all(lines.map(({ variantId }) => loaders.priceOf({ variantId, channel, currency }))),
    ),
  warnings: (cart, _, { loaders }) => loaders.warningsOf(cart),
  expiresAt: (cart, _, { settings }) => endOf(cart, settings),
};
