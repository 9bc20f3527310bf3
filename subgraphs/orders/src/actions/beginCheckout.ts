import { checkInput, invalidInput, isProblem, newId, problem, text } from "@madang/service-kit";
import { z } from "zod";
import type { PlaceOrderInput as Input } from "../__generated__/resolvers.ts";
import type { Work } from "../context.ts";
import { findCart } from "../data/carts.ts";
import { cartHolder } from "../data/cartToken.ts";

const optional = (max: number) =>
  text({ min: 0, max })
    .nullish()
    .transform((value) => value || null);

const placing = z.object({
  token: z.string().nullish(),
  email: z.email().max(254).nullish(),
  shippingAddress: z.object({
    name: text({ min: 2, max: 100 }),
    lines: z
      .array(text({ min: 1, max: 200 }))
      .min(1)
      .max(3),
    city: text({ min: 1, max: 100 }),
    region: optional(100),
    postalCode: optional(20),
    country: z.string().length(2).toUpperCase(),
    phone: optional(16),
  }),
  paymentMethod: z.enum(["INVOICE"]),
});

export type PlaceOrderInput = Omit<Input, "idempotencyKey">;

/** Says what can be said of a checkout before anything is done: whose cart it is, and whether the input will do. */
export async function beginCheckout({ tx, viewer }: Work, input: PlaceOrderInput) {
  const wanted = checkInput(placing, input);
  if (isProblem(wanted)) return wanted;
  // Only accounts have an address to fall back on.
  if (viewer.accountId === null && wanted.email == null) return invalidInput({ path: "email", code: "REQUIRED" });

  const holder = cartHolder(viewer, wanted.token);
  const cart = holder && (await findCart(tx, holder));
  if (!cart) return problem("CartNotFound");
  if (cart.status !== "OPEN") return problem("CartBeingOrdered");
  if (cart.lines.length === 0) return problem("CartEmpty");

  return {
    orderId: newId("order"),
    cartId: cart.id,
    accountId: viewer.accountId,
    email: wanted.email ?? null,
    locale: viewer.locale,
    channel: cart.channel,
    currency: cart.currency,
    shippingAddress: wanted.shippingAddress,
    paymentMethod: wanted.paymentMethod,
    lines: [],
    priced: [],
  };
}
