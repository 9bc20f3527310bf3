import { defineProcess, problem, processOf } from "@madang/service-kit";
import { beginCheckout, type PlaceOrderInput } from "../actions/beginCheckout.ts";
import { confirm, draft, type Ended, endConfirmed, endPending, hold, letGo } from "../actions/checkoutSteps.ts";
import { readPlaced } from "../actions/readOrder.ts";
import type { Background, Work } from "../context.ts";
import type { Tx } from "../data/database.ts";
import type { OrderRow } from "../data/orders.ts";
import { failureOf } from "../domain/checkoutView.ts";
import { mainMethod } from "../domain/payments.ts";
import {
  type CheckoutState,
  checkoutState,
  factsOf,
  type NotOrdered,
  type NotPlaced,
  pricedState,
  whoGaveUp,
} from "./checkoutState.ts";
import { authorize, capture, letPaymentsGo } from "./paying.ts";
import { quote } from "./quote.ts";
import { commit, release, reserve } from "./stock.ts";

/**
 * Cart to order. Stock is gone for good (`commit`) and the money promised (`authorize`) before the order is final
 * (`confirm`), so nobody is ever told of an order that lacks either. Money is taken (`capture`) when the shopper has
 * been answered: that is asked for until it is known, and when it cannot be taken for good all of it is undone.
 */
export const checkout = defineProcess<Tx, CheckoutState, PlaceOrderInput, OrderRow | NotPlaced, NotOrdered>({
  name: "checkout",
  state: checkoutState,
  subject: ({ orderId }) => orderId,
  begin: beginCheckout,
  steps: [
    { name: "hold", act: hold, undo: ({ run }, state) => run(letGo, state) },
    { name: "quote", call: quote },
    {
      name: "draft",
      act: write,
      undo: async (background, state) => background.run(endPending, await ended(background, state)),
    },
    { name: "reserve", call: reserve, undo: release },
    { name: "authorize", call: authorize, undo: letPaymentsGo },
    // What was committed comes back by the undo of `reserve`.
    { name: "commit", call: commit },
    {
      name: "confirm",
      act: (work: Work, state) => confirm(work, factsOf(state)),
      undo: async (background, state) => background.run(endConfirmed, await ended(background, state)),
    },
    { name: "capture", call: capture, certain: true },
  ],
  answerAfter: "confirm",
  forget: () => ({ payments: [] }),
  failed: () => problem("OrderNotPlaced"),
  answer: ({ run }, state) => run(readPlaced, state),
});

function write(work: Work, state: CheckoutState) {
  const { orderId, cartId, accountId, tokenHash, email, locale, channel, currency, totalMinor, parts, payments } =
    pricedState(state);
  return draft(work, {
    id: orderId,
    cartId,
    accountId,
    tokenHash,
    email,
    locale,
    channel,
    currency,
    totalMinor,
    paymentMethod: mainMethod(payments, parts),
    parts,
    shippingAddress: state.shippingAddress,
    lines: state.priced,
  });
}

/** What there is to say of an order whose checkout came to nothing: why is the process's to know. */
async function ended({ db }: Background, state: CheckoutState): Promise<Ended> {
  const { orderId } = state;
  const refused = (await processOf(db, "checkout", orderId))?.problem ?? problem("OrderNotPlaced");
  return { orderId, facts: () => factsOf(state), failure: failureOf(refused), by: whoGaveUp(refused) };
}
