import { defineProcess, isProblem, newId, problem, processOf, unavailable, waiting } from "@madang/service-kit";
import { z } from "zod";
import { beginCancellation, type CancelOrderInput, cancelOrder } from "../actions/cancelOrder.ts";
import { readOrder } from "../actions/readOrder.ts";
import { refundPayments } from "../calls/payments.ts";
import { releaseReservation, returnStock } from "../calls/reservations.ts";
import type { Background, Work } from "../context.ts";
import type { Tx } from "../data/database.ts";
import type { OrderRow } from "../data/orders.ts";
import { orderActors } from "../domain/order.ts";
import { checkout } from "./checkout.ts";
import { givenUp } from "./checkoutState.ts";

const cancellationState = z.object({
  /** Names the return and the refund: each is done once. */
  cancellationId: z.string(),
  orderId: z.string(),
  actor: z.enum(orderActors),
  reason: z.string().nullable(),
  wanted: z.array(z.object({ lineId: z.string(), quantity: z.number().int().nullable() })).nullable(),
  wasPending: z.boolean().default(false),
  /** Whether the checkout was waited for already. */
  waited: z.boolean().default(false),
  /** From `cancel` on. */
  whole: z.boolean(),
  currency: z.string(),
  amountMinor: z.coerce.bigint(),
  returned: z.array(z.object({ variantId: z.string(), quantity: z.number().int() })),
});

type CancellationState = z.output<typeof cancellationState>;
type NotCancelled =
  | Extract<Awaited<ReturnType<typeof beginCancellation>>, { readonly __typename: string }>
  | Extract<Awaited<ReturnType<typeof cancelOrder>>, { readonly __typename: string }>;

/**
 * Pieces of an order are given up in one transaction; afterwards the money comes back, by the amounts that were frozen,
 * and so does their stock, however long that takes. It waits for the order's checkout to be over first: an order whose
 * money is being taken just now is either paid, and there is something to give back, or it is none any more. That of an
 * order that is not final yet is turned back, and undoes all there is to undo by itself.
 */
export const cancellation = defineProcess<Tx, CancellationState, CancelOrderInput, OrderRow, NotCancelled>({
  name: "cancellation",
  state: cancellationState,
  subject: ({ orderId }) => orderId,
  begin: async (work, input) => {
    const wanted = await beginCancellation(work, input);
    if (isProblem(wanted)) return wanted;
    const { orderId, actor, reason, wasPending } = wanted;
    // Too late when the order was final first, and then it is cancelled as such.
    if (wasPending) await work.abort(checkout, orderId, givenUp({ actor, reason }));
    return {
      cancellationId: newId("cancellation"),
      whole: false,
      currency: "",
      amountMinor: 0n,
      returned: [],
      waited: false,
      ...wanted,
    };
  },
  steps: [
    { name: "settled", call: settled, certain: true },
    { name: "cancel", act: cancel },
    { name: "refund", call: refund, certain: true },
    { name: "returnStock", call: giveStockBack, certain: true },
  ],
  answerAfter: "cancel",
  failed: () => problem("OrderNotFound"),
  refusesLate: true,
  answer: async ({ run }, state) => {
    const order = await run(readOrder, state);
    const isTurningBack = state.wasPending && order.status !== "CONFIRMED";
    // The order as it was would look like an answer. The same call with the same key hears what becomes of it.
    if (state.returned.length === 0 && !isTurningBack) throw unavailable();
    return order;
  },
});

const patienceMs = 1_500;
const lookEveryMs = 25;
const lookAgainMs = 2_000;

/**
 * A checkout that turns back, or takes the money of an order that it confirmed, is mostly over within a moment, which is
 * waited for here. If it is not, a look now and then is enough, and leaves the places of those who resume processes free.
 */
async function settled({ db }: Background, { orderId, waited }: CancellationState) {
  const until = performance.now() + patienceMs;
  while ((await processOf(db, checkout, orderId))?.status === "RUNNING") {
    if (waited || performance.now() > until) return waiting({ ms: lookAgainMs, state: { waited: true } });
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
  return {};
}

async function cancel(work: Work, state: CancellationState) {
  const cancelled = await cancelOrder(work, state);
  if (isProblem(cancelled)) return cancelled;
  const { whole, amount, pieces } = cancelled;
  return {
    whole,
    amountMinor: amount,
    currency: pieces[0]?.line.total.currency ?? "",
    returned: pieces.map(({ line, quantity }) => ({ variantId: line.variantId, quantity })),
  };
}

/** What is left of the reservation when the whole order is gone, else the pieces. */
async function giveStockBack({ call }: Background, state: CancellationState) {
  const { orderId, cancellationId, returned, whole } = state;
  if (returned.length === 0) return {};
  if (whole) {
    await call(releaseReservation, { key: orderId });
    return {};
  }
  const { __typename } = await call(returnStock, {
    input: { key: orderId, returnKey: cancellationId, lines: returned },
  });
  // Another cancellation may have been the last, and have given back all that was left.
  if (__typename === "Reservation" || __typename === "ReservationOver") return {};
  throw new Error(`The stock of ${cancellationId} was not taken back: ${__typename}`);
}

async function refund({ call, log }: Background, state: CancellationState) {
  const { orderId, cancellationId: key, currency, amountMinor, reason } = state;
  const giveBack = (minor: bigint) =>
    call(refundPayments, { input: { orderId, key, amountMinor: minor.toString(), currency, reason } });
  if (amountMinor === 0n) return {};
  let told = await giveBack(amountMinor);
  if (told.__typename === "RefundExceedsPaid") {
    // The shopper's bank has taken some of it back already: more than is left is nobody's to give.
    log.warn({ order: orderId, refundable: told.refundableMinor.toString() }, "Less is refunded than was cancelled");
    if (told.refundableMinor <= 0n) return {};
    told = await giveBack(told.refundableMinor);
  }
  // The key is this cancellation's own, so less was asked for under it before, and the answer to that was lost.
  if (told.__typename === "IdempotencyConflict") return {};
  if (told.__typename !== "PaymentsRefunded") throw new Error(`${key} was not refunded: ${told.__typename}`);
  return {};
}
