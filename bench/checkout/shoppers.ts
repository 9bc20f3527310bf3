import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { asking, type Shop } from "../shop.ts";

export type Method = "INVOICE" | "CARD";

export interface Shopping {
  readonly shoppers: number;
  readonly method: Method;
  /** Whatever comes first ends it. */
  readonly most: number;
  readonly forMs: number;
  readonly variantIds: readonly string[];
}

export interface Shopped {
  readonly orders: number;
  readonly seconds: number;
  /** Of placeOrder alone, and of all that one order took from its empty cart on. */
  readonly placeMs: readonly number[];
  readonly wholeMs: readonly number[];
  /** Confirmed, but not within the first answer: asked for again, or told that it was busy. */
  readonly later: number;
  /** What came to nothing, by reason. */
  readonly refused: ReadonlyMap<string, number>;
}

const add = `mutation AddToCart($input: AddToCartInput!) { addToCart(input: $input) {
  __typename ... on Cart { token totalQuantity } ... on Problem { code } } }`;
const place = `mutation PlaceOrder($input: PlaceOrderInput!) { placeOrder(input: $input) {
  __typename ... on Order { id number status total { amount currency } } ... on Problem { code } } }`;
const look = `query Order($id: ID!, $token: String) { order(id: $id, token: $token) { status } }`;

const added = z.object({ addToCart: z.object({ token: z.string() }) });
const placed = z.object({
  placeOrder: z.object({
    id: z.string().optional(),
    status: z.string().optional(),
    code: z.string().optional(),
  }),
});
const seen = z.object({ order: z.object({ status: z.string() }).nullable() });

const shippingAddress = {
  name: "Ada Lovelace",
  lines: ["12 St James's Square"],
  city: "London",
  postalCode: "SW1Y 4LB",
  country: "GB",
};
const ways: Record<Method, object> = {
  INVOICE: { paymentMethod: "INVOICE" },
  CARD: { payments: [{ method: "CARD", token: "tok_ok" }] },
};

/** Guests who each fill a cart and order it, again and again. */
export async function goShopping(shop: Shop, shopping: Shopping): Promise<Shopped> {
  const { shoppers, most, forMs } = shopping;
  const placeMs: number[] = [];
  const wholeMs: number[] = [];
  const refused = new Map<string, number>();
  let begun = 0;
  let later = 0;
  const began = performance.now();
  const shopper = async () => {
    while (begun < most && performance.now() - began < forMs) {
      begun += 1;
      const order = await orderOnce(shop, shopping);
      if (order.refused !== null) refused.set(order.refused, (refused.get(order.refused) ?? 0) + 1);
      else {
        placeMs.push(order.placeMs);
        wholeMs.push(order.wholeMs);
        later += order.later ? 1 : 0;
      }
    }
  };
  await Promise.all(Array.from({ length: shoppers }, shopper));
  const seconds = (performance.now() - began) / 1_000;
  return { orders: wholeMs.length, seconds, placeMs, wholeMs, later, refused };
}

async function orderOnce(shop: Shop, { method, variantIds }: Shopping) {
  const ask = asking(shop.url);
  const began = performance.now();
  const variantId = variantIds[Math.floor(Math.random() * variantIds.length)];
  const { token } = added.parse(
    (await asAClient(() => ask(add, { input: { variantId, quantity: 1 } }))).data,
  ).addToCart;
  const filled = performance.now();
  const input = {
    idempotencyKey: randomBytes(12).toString("hex"),
    token,
    email: "ada@example.com",
    shippingAddress,
    ...ways[method],
  };
  const { attempts, data } = await asAClient(() => ask(place, { input })).catch((error: Error) => ({
    attempts: 1,
    data: { placeOrder: { code: error.message.slice(0, 200) } },
  }));
  const answer = placed.parse(data).placeOrder;
  const placeMs = performance.now() - filled;
  const nothing = { placeMs, wholeMs: 0, later: false };
  if (answer.id === undefined) return { ...nothing, refused: answer.code ?? "no order" };
  const status = answer.status === "PENDING" ? await outcome(shop, answer.id, token) : (answer.status ?? "");
  if (status !== "CONFIRMED") return { ...nothing, refused: status };
  return {
    placeMs,
    wholeMs: performance.now() - began,
    later: attempts > 1 || answer.status === "PENDING",
    refused: null,
  };
}

const patienceMs = 60_000;

/** What a client does that is told to try again in a moment: the same call, with the same key. */
async function asAClient(work: () => Promise<unknown>): Promise<{ readonly data: unknown; readonly attempts: number }> {
  const until = performance.now() + patienceMs;
  for (let attempts = 1; ; attempts++)
    try {
      return { data: await work(), attempts };
    } catch (error) {
      const again = error instanceof Error && error.message.includes('"retryable":true');
      if (!again || performance.now() > until) throw error;
      await sleep(250 + Math.random() * 250);
    }
}

/** What a browser does that was told to ask again. */
async function outcome(shop: Shop, id: string, token: string): Promise<string> {
  for (let asked = 0; asked < 300; asked++) {
    await sleep(200);
    const { order } = seen.parse(await shop.ask(look, { id, token }));
    if (order?.status !== "PENDING") return order?.status ?? "gone";
  }
  return "pending for a minute";
}
