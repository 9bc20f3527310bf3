import { checkInput, invalidInput, isProblem, newId, problem, urlHoldsCardNumber } from "@madang/service-kit";
import { z } from "zod";
import type { PlaceOrderInput as Input } from "../__generated__/resolvers.ts";
import type { Work } from "../context.ts";
import { findCart } from "../data/carts.ts";
import { cartHolder } from "../data/cartToken.ts";
import { addressInput } from "./addressInput.ts";
import { paymentsInput } from "./paymentsInput.ts";

const placing = z.object({
  token: z.string().nullish(),
  email: z.email().max(254).nullish(),
  shippingAddress: addressInput,
  expectedTotal: z
    .string()
    .regex(/^\d{1,16}(\.\d{1,16})?$/)
    .nullish(),
  returnUrl: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .refine((url) => !urlHoldsCardNumber(url), { params: { code: "NOT_ALLOWED" } })
    .nullish(),
});

export type PlaceOrderInput = Omit<Input, "idempotencyKey">;

/** Says what can be said of a checkout before anything is done: whose cart it is, and whether the input will do. */
export async function beginCheckout(
  { tx, viewer }: Work,
  { payments: parts, paymentMethod, ...input }: PlaceOrderInput,
) {
  const wanted = checkInput(placing, input);
  if (isProblem(wanted)) return wanted;
  // Only accounts have an address to fall back on.
  if (viewer.accountId === null && wanted.email == null) return invalidInput({ path: "email", code: "REQUIRED" });
  const paid = checkInput(z.object({ payments: paymentsInput(viewer) }), {
    payments: parts ?? [{ method: paymentMethod }],
  });
  if (isProblem(paid)) return paid;

  const holder = cartHolder(viewer, wanted.token);
  const cart = holder && (await findCart(tx, holder));
  if (!cart) return problem("CartNotFound");
  if (cart.status !== "OPEN") return problem("CartBeingOrdered");
  if (cart.lines.length === 0) return problem("CartEmpty");

  return {
    orderId: newId("order"),
    cartId: cart.id,
    accountId: viewer.accountId,
    tokenHash: viewer.accountId === null && "tokenHash" in holder ? holder.tokenHash : null,
    email: wanted.email ?? null,
    locale: viewer.locale,
    channel: cart.channel,
    currency: cart.currency,
    shippingAddress: wanted.shippingAddress,
    expectedTotal: wanted.expectedTotal ?? null,
    returnUrl: wanted.returnUrl ?? null,
    payments: paid.payments,
    lines: [],
    priced: [],
    parts: [],
    number: null,
    placedAt: null,
    payUntil: null,
    taken: false,
  };
}
