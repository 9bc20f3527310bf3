import { isId } from "@madang/service-kit";
import type { PaymentResolvers } from "../__generated__/resolvers.ts";

export const Payment: PaymentResolvers = {
  __resolveReference: ({ id }, { loaders }) => (isId("payment", id) ? loaders.payment.load(id) : null),
};
