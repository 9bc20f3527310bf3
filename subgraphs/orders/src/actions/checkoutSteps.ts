import { randomBytes } from "node:crypto";
import { orderPlaced } from "@madang/events";
import { problem } from "@madang/service-kit";
import type { Work } from "../context.ts";
import { closeCart, holdCart, readCart, reopenCart } from "../data/carts.ts";
import { addOrder, confirmOrder, dropPending, type NewOrder } from "../data/orders.ts";
import { orderNumber, orderNumberBytes } from "../domain/orderNumber.ts";
import { totalOf } from "../domain/totals.ts";
import { orderFacts } from "./orderFacts.ts";

interface Held {
  readonly orderId: string;
  readonly cartId: string;
}

/** Holds the cart: of all who order it at once, one gets it, and its lines stay as they are. */
export async function hold({ tx }: Work, { cartId, orderId }: Held) {
  if (!(await holdCart(tx, cartId, orderId))) return problem("CartBeingOrdered");
  const { lines } = await readCart(tx, cartId);
  if (lines.length === 0) return problem("CartEmpty");
  return { lines: lines.map(({ variantId, quantity }) => ({ variantId, quantity })) };
}

export const letGo = ({ tx }: Work, { cartId, orderId }: Held) => reopenCart(tx, cartId, orderId);

/** Writes the order down as pending, with the prices that it keeps. */
export async function draft(
  { tx, now }: Work,
  order: Omit<NewOrder, "number" | "placedAt" | "total"> & { readonly currency: string },
) {
  const { currency, ...rest } = order;
  await addOrder(tx, {
    ...rest,
    // A number that is taken already fails the step; the next attempt draws another.
    number: orderNumber(randomBytes(orderNumberBytes)),
    total: totalOf(currency, order.lines),
    placedAt: now,
  });
  return {};
}

export const discard = ({ tx }: Work, { orderId }: Held) => dropPending(tx, orderId);

/** The order is final: its cart is closed, and everyone hears of it. */
export async function confirm({ tx, now, publish }: Work, { cartId, orderId }: Held) {
  const order = await confirmOrder(tx, orderId, now);
  await closeCart(tx, cartId, orderId);
  publish(orderPlaced, orderFacts(order));
  return {};
}
