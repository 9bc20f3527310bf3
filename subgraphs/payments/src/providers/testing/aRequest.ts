import { newId } from "@madang/service-kit";
import type { AuthorizeRequest, Provider, ProviderPayment } from "../provider.ts";

export const pounds = (minor: number) => ({ minor: BigInt(minor), currency: "GBP" });

export const aRequest = (given: Partial<AuthorizeRequest> = {}): AuthorizeRequest => ({
  paymentId: newId("payment"),
  orderId: newId("order"),
  amount: pounds(10_000),
  method: "CARD",
  token: "",
  customer: null,
  saveMethod: false,
  returnUrl: "http://shop.example/back",
  expiresAt: new Date(Date.now() + 3_600_000),
  ...given,
});

/** A payment that was just authorized, as the next calls name it. */
export async function authorized(provider: Provider, token: string): Promise<{ paymentId: string; ref: string }> {
  const { paymentId, ref, status } = await provider.authorize(aRequest({ token }));
  if (status !== "AUTHORIZED" || paymentId === null) throw new Error(`The payment is ${status}.`);
  return { paymentId, ref };
}

/** What a payment says of money. */
export const moneyOf = ({ status, authorized, captured, refunded, chargedBack }: ProviderPayment) => ({
  status,
  authorized: Number(authorized),
  captured: Number(captured),
  refunded: Number(refunded),
  chargedBack: Number(chargedBack),
});
