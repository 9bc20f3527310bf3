import type { AuthorizeRequest, ProviderPayment } from "./provider.ts";

/** A payment that was declined before the provider made anything of it. */
export const declinedUnseen = (request: AuthorizeRequest, declineCode: string): ProviderPayment => ({
  ref: request.paymentId,
  paymentId: request.paymentId,
  status: "DECLINED",
  currency: request.amount.currency,
  authorized: 0n,
  captured: 0n,
  refunded: 0n,
  chargedBack: 0n,
  fee: 0n,
  nextAction: null,
  declineCode,
  refunds: [],
  savedMethod: null,
  createdAt: new Date(),
});
