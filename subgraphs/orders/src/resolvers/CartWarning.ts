import { problem } from "@madang/service-kit";
import type { CartWarningResolvers } from "../__generated__/resolvers.ts";

const texts = {
  PRICE_CHANGED: "CartLinePriceChanged",
  INSUFFICIENT_STOCK: "CartLineShort",
  NOT_FOR_SALE: "CartLineNotForSale",
} as const;

export const CartWarning: CartWarningResolvers = {
  message: ({ kind, available }, _, { tell }) =>
    tell(problem(available === 0 ? "CartLineOutOfStock" : texts[kind], { available })).message,
};
