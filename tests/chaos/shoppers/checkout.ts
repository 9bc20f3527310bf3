import { setTimeout as sleep } from "node:timers/promises";
import { cancelAsPlanned } from "./cancelling.ts";
import { fillCart } from "./cart.ts";
import { contentsOf, isOrder, type Order, placeOrder, placeShape, readOrder, readShape } from "./documents.ts";
import type { Graph } from "./graph.ts";
import type { Checkout, Journal } from "./journal.ts";
import { act, paying } from "./paying.ts";
import type { Person } from "./people.ts";
import type { Plan } from "./plan.ts";

/** Who buys and whom they ask. */
export interface Shopping {
  readonly graph: Graph;
  readonly journal: Journal;
  /** Null for a guest. */
  readonly person: Person | null;
  /** Cancels for those who cannot: guests ask by telephone. */
  readonly staff: Person;
  /** The page of the shopper's bank. */
  readonly providerUrl: string;
  readonly giftCards: readonly string[];
  readonly patienceMs: number;
}

const address = { name: "Ada Lovelace", lines: ["12 St James's Square"], city: "London", country: "GB" };
const pauseMs = 250;

/** One checkout as a real client does it: what is not answered is asked again, with the same key. */
export async function shop(plan: Plan, shopping: Shopping): Promise<Checkout> {
  const token = await fillCart(plan, shopping);
  const checkout = shopping.journal.begin(plan);
  let order = await place(plan, token, shopping, checkout);
  if (order?.status === "PENDING") order = await finish(plan, order, token, shopping, checkout);
  checkout.ended = performance.now();
  if (order?.status === "CONFIRMED") await cancelAsPlanned(plan, order, shopping);
  return checkout;
}

/** The call that places an order, until it is answered. */
export async function place(
  plan: Plan,
  token: string | null,
  shopping: Shopping,
  checkout: Checkout,
  key = `place-${plan.id}`,
): Promise<Order | null> {
  const { graph, person, patienceMs, giftCards } = shopping;
  const email = `${plan.id}@example.com`;
  const input = { idempotencyKey: key, token, email, shippingAddress: address, ...paying(plan, giftCards) };
  const until = performance.now() + patienceMs;
  for (;;) {
    const answered = await graph.ask(placeShape, placeOrder, { input }, (await person?.headers()) ?? {});
    if ("data" in answered) {
      const order = answered.data.placeOrder;
      if (isOrder(order)) return acknowledged(plan, order, key, shopping, checkout);
      checkout.outcome = order.__typename;
      return null;
    }
    checkout.outcome = answered.failure;
    if (performance.now() > until) return null;
    await sleep(pauseMs);
  }
}

/** Does what the order waits for, and asks for it by its id until it is settled. */
async function finish(plan: Plan, first: Order, token: string | null, shopping: Shopping, checkout: Checkout) {
  const { graph, person, patienceMs } = shopping;
  const until = performance.now() + patienceMs;
  let order = first;
  let acted = false;
  while (order.status === "PENDING" && performance.now() < until) {
    if (plan.method === "WALKS_AWAY" && order.checkout?.nextAction) return order;
    if (!acted && order.checkout?.nextAction) acted = await act(plan, order, shopping);
    await sleep(pauseMs);
    const answered = await graph.ask(readShape, readOrder, { id: order.id, token }, (await person?.headers()) ?? {});
    if ("data" in answered && answered.data.order)
      order = acknowledged(plan, answered.data.order, `place-${plan.id}`, shopping, checkout);
  }
  return order;
}

function acknowledged(plan: Plan, order: Order, key: string, { journal }: Shopping, checkout: Checkout): Order {
  const { id: orderId, status } = order;
  checkout.outcome = status;
  const mayFail = plan.method === "CARD_CAPTURE_FAILS";
  const told = { orderId, status, pieces: null, contents: contentsOf(order), mayFail };
  journal.acks.push({ checkout: plan.id, key, kind: "PLACED", ...told });
  return order;
}
