import { defineProcess, problem } from "@madang/service-kit";
import { beginCheckout, type PlaceOrderInput } from "../actions/beginCheckout.ts";
import { confirm, discard, draft, hold, letGo } from "../actions/checkoutSteps.ts";
import { readOrder } from "../actions/readOrder.ts";
import { commitReservation, releaseReservation, reserveStock } from "../calls/reservations.ts";
import type { Background, Work } from "../context.ts";
import type { Tx } from "../data/database.ts";
import type { OrderRow } from "../data/orders.ts";
import { type CheckoutState, checkoutState, debtOf, type NotOrdered, pricedState } from "./checkoutState.ts";
import { price } from "./price.ts";
import { settlements } from "./settlements.ts";

/** Longer than a process that is resumed after a crash takes; should it lapse all the same, `commit` says so. */
const reservedSeconds = 900;

/**
 * Cart to order. Stock is gone for good (`commit`) before the order is final (`confirm`), so nobody is ever told of
 * an order whose stock lapsed meanwhile: a reservation that is over undoes the checkout while it is still the
 * shop's secret. `confirm` is the last step; each one before it can be taken back.
 */
export const checkout = defineProcess<Tx, CheckoutState, PlaceOrderInput, OrderRow, NotOrdered>({
  name: "checkout",
  state: checkoutState,
  begin: beginCheckout,
  steps: [
    { name: "hold", act: hold, undo: ({ run }, state) => run(letGo, state) },
    { name: "price", call: price },
    { name: "draft", act: write, undo: ({ run }, state) => run(discard, state) },
    { name: "reserve", call: reserve, undo: release },
    { name: "settle", call: settle, undo: giveBack },
    // What was committed comes back by the undo of `reserve`.
    { name: "commit", call: commit },
    { name: "confirm", act: confirm },
  ],
  failed: () => problem("OrderNotPlaced"),
  answer: ({ run }, state) => run(readOrder, state),
});

function write(work: Work, state: CheckoutState) {
  const { orderId, cartId, accountId, email, locale, channel, currency, paymentMethod, shippingAddress, priced } =
    pricedState(state);
  const lines = priced;
  return draft(work, {
    id: orderId,
    cartId,
    accountId,
    email,
    locale,
    channel,
    currency,
    paymentMethod,
    shippingAddress,
    lines,
  });
}

async function reserve({ call }: Background, { orderId, channel, lines }: CheckoutState) {
  const input = { key: orderId, channel, lines, ttlSeconds: reservedSeconds };
  const reserved = await call(reserveStock, { input });
  switch (reserved.__typename) {
    case "Reservation":
      return {};
    case "InsufficientStock":
      return problem("InsufficientStock", { variantId: reserved.variantId, available: reserved.available });
    case "ReservationOver":
      return problem("OrderNotPlaced");
  }
}

function release({ call }: Background, { orderId }: CheckoutState) {
  return call(releaseReservation, { key: orderId });
}

async function settle(background: Background, state: CheckoutState) {
  return (await settlements[state.paymentMethod].settle(background, debtOf(state))) ?? {};
}

function giveBack(background: Background, state: CheckoutState) {
  return settlements[state.paymentMethod].giveBack(background, debtOf(state));
}

async function commit({ call }: Background, { orderId }: CheckoutState) {
  const committed = await call(commitReservation, { key: orderId });
  return committed.__typename === "Reservation" ? {} : problem("OrderNotPlaced");
}
