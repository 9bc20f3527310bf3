import { type InvalidInput, type Money, type Problem, problem } from "@madang/service-kit";
import { z } from "zod";
import type { Facts } from "../actions/orderFacts.ts";
import { askedPayment } from "../actions/paymentsInput.ts";
import { storedAddress } from "../data/shippingAddress.ts";
import { type By, orderActors } from "../domain/order.ts";
import { sumOf } from "../domain/totals.ts";

const money = z.object({ minor: z.coerce.bigint(), currency: z.string() });
const line = z.object({ variantId: z.string(), quantity: z.number().int() });
const frozen = line.extend({
  id: z.string(),
  sku: z.string(),
  name: z.string(),
  unitPrice: money,
  total: money,
  discount: money,
  tax: money,
  shipping: money,
});
const part = z.object({ index: z.number().int(), method: askedPayment.shape.method, amountMinor: z.coerce.bigint() });

/** What a checkout knows between its steps. */
export const checkoutState = z.object({
  orderId: z.string(),
  cartId: z.string(),
  accountId: z.string().nullable(),
  tokenHash: z.string().nullable(),
  locale: z.string(),
  channel: z.string(),
  shippingAddress: storedAddress,
  expectedTotal: z.string().nullable(),
  returnUrl: z.string().nullable(),
  /** With what pays them, until they are authorized. */
  payments: z.array(askedPayment),
  /** Known to begin with, or from `quote` on. */
  email: z.string().nullable(),
  currency: z.string().nullable(),
  /** From `hold` on. */
  lines: z.array(line),
  /** From `quote` on. */
  priced: z.array(frozen),
  parts: z.array(part),
  /** From `draft` on. */
  number: z.string().nullable(),
  placedAt: z.coerce.date().nullable(),
  payUntil: z.coerce.date().nullable(),
  /** Whether `authorize` found everything taken already, so that there is nothing to capture. */
  taken: z.boolean(),
});

export type CheckoutState = z.output<typeof checkoutState>;

/** Why a cart does not become an order. */
export type NotOrdered =
  | InvalidInput
  | Problem<"CartNotFound" | "CartBeingOrdered" | "CartEmpty" | "PaymentMethodNotFound">
  | NotPlaced
  | (Problem<"VariantNotForSale"> & { readonly variantId: string })
  | (Problem<"InsufficientStock"> & { readonly variantId: string; readonly available: number })
  | (Problem<"PriceChanged"> & { readonly total: Money })
  | (Problem<"PaymentDeclined"> & { readonly index: number; readonly declineCode: string | null })
  | (Problem<"GiftCardNotUsable"> & { readonly index: number });

/** What the shopper need not tell apart, with the code that staff and events hear, and who had it so. */
export type NotPlaced = Problem<"OrderNotPlaced"> & { readonly reason?: string; readonly by?: By };

/** How a checkout ends that somebody gives up before its order is final. */
export const givenUp = (by: By): NotPlaced => problem("OrderNotPlaced", { reason: "CHECKOUT_ABORTED", by });

const withGiver = z.object({ by: z.object({ actor: z.enum(orderActors), reason: z.string().nullable() }) });

/** Who gave a checkout up that ended with that problem; null when nobody did. */
export const whoGaveUp = (ended: object): By | null => withGiver.safeParse(ended).data?.by ?? null;

/** The state behind `quote`. */
export function pricedState(state: CheckoutState) {
  const { email, currency } = state;
  if (email === null || currency === null) throw new Error(`The checkout of ${state.orderId} is not priced.`);
  return { ...state, email, currency, totalMinor: sumOf(state.priced) };
}

/** The state behind `draft`. */
export function draftedState(state: CheckoutState) {
  const { number, placedAt, payUntil } = state;
  if (number === null || placedAt === null || payUntil === null)
    throw new Error(`The order ${state.orderId} is not drafted.`);
  return { ...pricedState(state), number, placedAt, payUntil };
}

/** What others hear of the order, which is as it was drafted. */
export function factsOf(state: CheckoutState): Facts {
  const { orderId, totalMinor, priced, ...order } = draftedState(state);
  return { ...order, id: orderId, total: { minor: totalMinor }, lines: priced };
}
