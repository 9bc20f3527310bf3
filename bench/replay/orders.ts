import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { Graph, Headers } from "./graph.ts";
import { money } from "./money.ts";

const fields = `id number status placedAt total { amount currency } cancelledTotal { amount currency }
  lines { id quantity variant { id } unitPrice { amount currency } discount { amount currency }
          tax { amount currency } shipping { amount currency } }
  checkout { status problem nextAction { type redirectUrl } }`;
const place = `mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) {
  __typename ... on Order { ${fields} } ... on Problem { code }
  ... on InvalidInput { fields { path code } } ... on InsufficientStock { available } } }`;
const look = `query ($id: ID!, $token: String) { order(id: $id, token: $token) { ${fields} } }`;
const cancel = `mutation ($input: CancelOrderInput!) { cancelOrder(input: $input) {
  __typename ... on Order { ${fields} } ... on Problem { code } } }`;

const order = z.object({
  id: z.string(),
  number: z.string(),
  status: z.string(),
  placedAt: z.string(),
  total: money,
  cancelledTotal: money,
  lines: z.array(
    z.object({
      id: z.string(),
      quantity: z.number(),
      variant: z.object({ id: z.string() }),
      unitPrice: money,
      discount: money,
      tax: money,
      shipping: money,
    }),
  ),
  checkout: z
    .object({
      status: z.string(),
      problem: z.string().nullable(),
      nextAction: z.object({ type: z.string(), redirectUrl: z.string().nullable() }).nullable(),
    })
    .nullable(),
});
export type Order = z.output<typeof order>;

const refusal = z.object({ __typename: z.string(), code: z.string() });
const outcome = z.union([order, refusal]);
export type Refusal = z.output<typeof refusal>;

export const isRefusal = (answer: Order | Refusal): answer is Refusal => "code" in answer;

export async function placeOrder(graph: Graph, input: unknown, headers: Headers): Promise<Order | Refusal> {
  return (await graph.ask(place, { input }, z.object({ placeOrder: outcome }), headers)).placeOrder;
}

export async function cancelOrder(graph: Graph, input: object, headers: Headers): Promise<Order | Refusal> {
  return (await graph.ask(cancel, { input }, z.object({ cancelOrder: outcome }), headers)).cancelOrder;
}

const patienceMs = 120_000;

/** Asks for a pending order again, and does what the shopper has to do, until it stands. */
export async function untilItStands(
  graph: Graph,
  pending: Order,
  access: { readonly token: string | null; readonly headers: Headers },
  act: (order: Order) => Promise<void>,
): Promise<Order> {
  const until = performance.now() + patienceMs;
  let acted = false;
  for (let order = pending; ; ) {
    if (order.status !== "PENDING") return order;
    if (performance.now() > until) throw new Error(`Order ${order.id} is pending for ${patienceMs / 1_000} s.`);
    if (order.checkout?.nextAction && !acted) {
      await act(order);
      acted = true;
    }
    await sleep(250);
    order = await seen(graph, order.id, access);
  }
}

async function seen(graph: Graph, id: string, access: { token: string | null; headers: Headers }): Promise<Order> {
  const { order: found } = await graph.ask(
    look,
    { id, token: access.token },
    z.object({ order: order.nullable() }),
    access.headers,
  );
  if (!found) throw new Error(`Order ${id} is not there for whoever placed it.`);
  return found;
}
