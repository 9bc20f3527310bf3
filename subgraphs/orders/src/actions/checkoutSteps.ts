import { randomBytes } from "node:crypto";
import { orderPaymentFailed, orderPlaced } from "@madang/events";
import { problem } from "@madang/service-kit";
import type { Work } from "../context.ts";
import { holdCart, readCart, reopenCart } from "../data/carts.ts";
import { addOrder, confirmOrder, type End, endOrder, type NewOrder } from "../data/orderChanges.ts";
import { type By, endOf } from "../domain/order.ts";
import { orderNumber, orderNumberBytes } from "../domain/orderNumber.ts";
import type { Part } from "../domain/payments.ts";
import type { Settings } from "../env.ts";
import { type Facts, orderFacts } from "./orderFacts.ts";

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

/** Gives the cart back, unless it has become an order all the same. */
export const letGo = ({ tx, now }: Work, { cartId, orderId }: Held) => reopenCart(tx, cartId, orderId, now);

/** Writes the order down as pending, with what it keeps for good. */
export async function draft({ tx, now, settings }: Work, order: Omit<NewOrder, "number" | "placedAt">) {
  // A number that is taken already fails the step; the next attempt draws another.
  const number = orderNumber(randomBytes(orderNumberBytes));
  await addOrder(tx, { ...order, number, placedAt: now });
  return { number, placedAt: now, payUntil: new Date(now.getTime() + payMinutes(order.parts, settings) * 60_000) };
}

/** How long the shopper may take to pay. */
const payMinutes = (parts: readonly Part[], settings: Settings) =>
  parts.some(({ method }) => method === "BANK_TRANSFER") ? settings.BANK_TRANSFER_MINUTES : settings.CARD_MINUTES;

/** The order is final: its cart is closed, and everyone hears of it. */
export async function confirm({ tx, now, publish }: Work, facts: Facts) {
  await confirmOrder(tx, facts.id, now);
  publish(orderPlaced, orderFacts(facts));
  return {};
}

export interface Ended {
  readonly orderId: string;
  /** What the order was, if it was drafted. */
  readonly facts: () => Facts;
  readonly failure: string;
  readonly by: By | null;
}

/** The order's checkout came to nothing: it stays as a record of that. */
export const endPending = (work: Work, ended: Ended) =>
  end(work, ended, { from: "PENDING", to: endOf(ended.failure), failure: ended.failure, by: ended.by });

/** What was confirmed could not be paid after all. */
export const endConfirmed = (work: Work, ended: Ended) =>
  end(work, ended, { from: "CONFIRMED", to: "PAYMENT_FAILED", failure: ended.failure, by: null });

async function end({ tx, now, publish }: Work, { orderId, facts }: Ended, what: End) {
  const ended = await endOrder(tx, orderId, what, now);
  const confirmed = what.from === "CONFIRMED";
  // Whoever never heard of the order has the problem as the answer.
  if (ended && (confirmed || ended.awaited))
    publish(orderPaymentFailed, { ...orderFacts(facts()), failedAt: now, reason: what.failure, confirmed });
}
