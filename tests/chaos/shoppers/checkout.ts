import { setTimeout as sleep } from "node:timers/promises";
import type { z } from "zod";
import {
  addToCart,
  cancelOrder,
  cancelShape,
  cartShape,
  isOrder,
  type Order,
  placeOrder,
  placeShape,
  readOrder,
  readShape,
} from "./documents.ts";
import type { Answered, Graph, Headers } from "./graph.ts";
import type { Checkout, Journal } from "./journal.ts";
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
  readonly patienceMs: number;
}

const address = { name: "Ada Lovelace", lines: ["12 St James's Square"], city: "London", country: "GB" };
const pauseMs = 250;

/** One checkout as a real client does it: what is not answered is asked again, with the same key. */
export async function shop(plan: Plan, shopping: Shopping): Promise<Checkout> {
  const { journal } = shopping;
  const token = await fillCart(plan, shopping);
  const checkout = journal.begin(
    plan.id,
    `${plan.guest ? "guest" : "account"} ${plan.method}${plan.greedy ? " greedy" : ""}`,
  );
  const order = await place(plan, token, shopping, checkout);
  checkout.ended = performance.now();
  if (order?.status === "CONFIRMED" && plan.cancel !== "nothing") await cancel(plan, order, shopping);
  return checkout;
}

/** Putting things into a cart has no key: whoever is not answered looks for nothing and takes a new cart. */
async function fillCart({ lines }: Plan, { graph, person, patienceMs }: Shopping): Promise<string | null> {
  const until = performance.now() + patienceMs;
  for (;;) {
    let token: string | null = null;
    let filled = true;
    for (const { variantId, quantity } of lines) {
      const headers = (await person?.headers()) ?? {};
      const answered: Answered<z.output<typeof cartShape>> = await graph.ask(
        cartShape,
        addToCart,
        { input: { variantId, quantity, token } },
        headers,
      );
      filled = "data" in answered && answered.data.addToCart.__typename === "Cart";
      if ("data" in answered) token ??= answered.data.addToCart.token ?? null;
      if (!filled) break;
    }
    if (filled) return token;
    if (performance.now() > until) throw new Error("Nothing could be put into a cart.");
    await sleep(pauseMs);
  }
}

async function place(plan: Plan, token: string | null, shopping: Shopping, checkout: Checkout): Promise<Order | null> {
  const { graph, journal, person, patienceMs } = shopping;
  const key = `place-${plan.id}`;
  const input = {
    idempotencyKey: key,
    token,
    email: `${plan.id}@example.com`,
    shippingAddress: address,
    ...paying(plan),
  };
  const until = performance.now() + patienceMs;
  for (;;) {
    const headers: Headers = (await person?.headers()) ?? {};
    const answered = await graph.ask(placeShape, placeOrder, { input }, headers);
    if ("data" in answered) {
      const order = answered.data.placeOrder;
      checkout.outcome = isOrder(order) ? order.status : order.__typename;
      if (!isOrder(order)) return null;
      journal.acks.push({
        checkout: plan.id,
        key,
        kind: "PLACED",
        orderId: order.id,
        status: order.status,
        quantity: null,
      });
      if (order.status !== "PENDING") return order;
    } else checkout.outcome = answered.failure;
    if (performance.now() > until) return null;
    await sleep(pauseMs);
  }
}

const paying = ({ method }: Plan) => ({ paymentMethod: method });

async function cancel(plan: Plan, order: Order, { graph, journal, staff, patienceMs }: Shopping): Promise<void> {
  const key = `cancel-${plan.id}`;
  const [line] = order.lines;
  const lines = plan.cancel === "one piece" && line ? { lines: [{ lineId: line.id, quantity: 1 }] } : {};
  const input = { id: order.id, idempotencyKey: key, reason: "Changed their mind", ...lines };
  const until = performance.now() + patienceMs;
  journal.cancelled.add(plan.id);
  for (;;) {
    const answered = await graph.ask(cancelShape, cancelOrder, { input }, await staff.headers());
    if ("data" in answered) {
      const told = answered.data.cancelOrder;
      const { orderId, status } = isOrder(told)
        ? { orderId: told.id, status: told.status }
        : { orderId: order.id, status: told.__typename };
      journal.acks.push({
        checkout: plan.id,
        key,
        kind: "CANCELLED",
        orderId,
        status,
        quantity: "lines" in lines ? 1 : null,
      });
      return;
    }
    if (performance.now() > until) return;
    await sleep(pauseMs);
  }
}

/** What became of an order, for staff. */
export async function orderNow({ graph, staff }: Pick<Shopping, "graph" | "staff">, id: string): Promise<Order | null> {
  return (await graph.told(readShape, readOrder, { id }, await staff.headers())).order;
}
