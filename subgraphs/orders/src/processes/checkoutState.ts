import type { InvalidInput, Problem } from "@madang/service-kit";
import { z } from "zod";
import { storedAddress } from "../data/shippingAddress.ts";
import { totalOf } from "../domain/totals.ts";
import type { Debt } from "./settlements.ts";

const money = z.object({ minor: z.coerce.bigint(), currency: z.string() });
const line = z.object({ variantId: z.string(), quantity: z.number().int() });

/** What a checkout knows between its steps. */
export const checkoutState = z.object({
  orderId: z.string(),
  cartId: z.string(),
  accountId: z.string().nullable(),
  locale: z.string(),
  channel: z.string(),
  shippingAddress: storedAddress,
  paymentMethod: z.enum(["INVOICE"]),
  /** Known to begin with, or from `price` on. */
  email: z.string().nullable(),
  currency: z.string().nullable(),
  /** From `hold` on. */
  lines: z.array(line),
  /** From `price` on. */
  priced: z.array(line.extend({ sku: z.string(), name: z.string(), unitPrice: money, total: money })),
});

export type CheckoutState = z.output<typeof checkoutState>;

/** Why a cart does not become an order. */
export type NotOrdered =
  | InvalidInput
  | Problem<"CartNotFound" | "CartBeingOrdered" | "CartEmpty" | "OrderNotPlaced">
  | (Problem<"VariantNotForSale"> & { readonly variantId: string })
  | (Problem<"InsufficientStock"> & { readonly variantId: string; readonly available: number });

/** The state behind `price`. */
export function pricedState(state: CheckoutState) {
  const { email, currency } = state;
  if (email === null || currency === null) throw new Error(`The checkout of ${state.orderId} is not priced.`);
  return { ...state, email, currency };
}

export function debtOf(state: CheckoutState): Debt {
  const { orderId, accountId, email, currency, priced } = pricedState(state);
  return { orderId, accountId, email, total: totalOf(currency, priced) };
}
