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
  /** Confirmed, but not within the answer: asked for again. */
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
  const { token } = added.parse(await ask(add, { input: { variantId, quantity: 1 } })).addToCart;
  const filled = performance.now();
  const input = {
    idempotencyKey: randomBytes(12).toString("hex"),
    token,
    email: "ada@example.com",
    shippingAddress,
    ...ways[method],
  };
  const answer = await ask(place, { input }).then(
    (data) => placed.parse(data).placeOrder,
    (error: Error) => ({ code: error.message.slice(0, 200), id: undefined, status: undefined }),
  );
  const placeMs = performance.now() - filled;
  const nothing = { placeMs, wholeMs: 0, later: false };
  if (answer.id === undefined) return { ...nothing, refused: answer.code ?? "no order" };
  const status = answer.status === "PENDING" ? await outcome(shop, answer.id, token) : (answer.status ?? "");
  if (status !== "CONFIRMED") return { ...nothing, refused: status };
  return { placeMs, wholeMs: performance.now() - began, later: answer.status === "PENDING", refused: null };
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
