import { times } from "@madang/service-kit";
import type { CartLineResolvers } from "../__generated__/resolvers.ts";

export const CartLine: CartLineResolvers = {
  variant: ({ variantId }) => ({ id: variantId }),
  unitPrice: ({ variantId, market }, _, { loaders }) => loaders.priceOf({ variantId, ...market }),
  total: async ({ variantId, quantity, market }, _, { loaders }) => {
    const price = await loaders.priceOf({ variantId, ...market });
    return price && times(price, quantity);
  },
};
