import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { type Shop, signIn, startShop, told } from "../startShop.ts";

const soon = { timeout: 15_000, interval: 100 };
const address = {
  name: "Ada Lovelace",
  lines: ["12 St James's Square"],
  city: "London",
  postalCode: "SW1Y 4LB",
  country: "GB",
};

type Found = {
  products: {
    nodes: {
      slug: string;
      variants: { id: string; price: { amount: string }; availability: { available: number } }[];
    }[];
  };
};

let shop: Shop;
beforeAll(async () => {
  shop = await startShop();
}, 180_000);
afterAll(() => shop[Symbol.asyncDispose]());

it("searches, registers, signs in, fills a cart and orders: the stock goes down, the mails come, the revenue shows", async () => {
  const { ask } = shop;

  // She mistypes, and finds it all the same.
  const found = vi.waitFor(async () => {
    const { products } = await told<Found>(
      ask(
        `{ products(filter: { search: "lantren" }, first: 1) { nodes { slug variants { id price { amount } availability { available } } } } }`,
      ),
    );
    const variant = products.nodes[0]?.variants[0];
    expect(variant?.availability.available).toBeGreaterThan(2);
    return variant;
  }, soon);
  const variant = await found;
  if (!variant) throw new Error("The sample shop sells no lanterns.");

  const registered = await told(
    ask(
      `mutation ($input: RegisterInput!) { register(input: $input) { __typename ... on RegistrationReceived { email } } }`,
      {
        input: { email: "ada@example.com", password: "correct horse battery", name: "Ada", locale: "ko" },
      },
    ),
  );
  expect(registered).toEqual({ register: { __typename: "RegistrationReceived", email: "ada@example.com" } });
  const ada = await signIn(ask, "ada@example.com", "correct horse battery");

  await told(
    ask(
      "mutation ($input: AddToCartInput!) { addToCart(input: $input) { __typename } }",
      { input: { variantId: variant.id, quantity: 2 } },
      ada,
    ),
  );
  const before = await stockOf(shop, variant.id);
  const placing =
    "mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { __typename ... on Problem { code message } ... on Order { id number status total { amount currency } account { name } lines { quantity variant { sku } } } } }";
  const { placeOrder: order } = await told<{ placeOrder: { id: string; number: string; total: { amount: string } } }>(
    ask(placing, { input: { idempotencyKey: "ada-orders-a-lantern", shippingAddress: address } }, ada),
  );
  const total = (2 * Number(variant.price.amount)).toFixed(2);
  expect(order).toMatchObject({
    __typename: "Order",
    status: "CONFIRMED",
    total: { amount: total, currency: "GBP" },
    account: { name: "Ada" },
    lines: [{ quantity: 2 }],
  });
  const { placeOrder: again } = await told<{ placeOrder: { id: string } }>(
    ask(placing, { input: { idempotencyKey: "ada-orders-a-lantern", shippingAddress: address } }, ada),
  );
  expect(again.id).toBe(order.id);
  expect(await stockOf(shop, variant.id)).toEqual({ onHand: before.onHand - 2, reserved: 0 });

  const { me } = await told<{ me: { orders: { nodes: object[] } } }>(
    ask("{ me { email orders { nodes { number status } } } }", {}, ada),
  );
  expect(me).toEqual({ email: "ada@example.com", orders: { nodes: [{ number: order.number, status: "CONFIRMED" }] } });

  await vi.waitFor(async () => {
    const mails = await shop.mailbox.mails();
    expect(mails.flatMap(({ to }) => to)).toEqual(["ada@example.com", "ada@example.com"]);
    expect(mails.filter(({ subject }) => subject.includes(order.number))).toHaveLength(1);
  }, soon);

  const admin = await signIn(ask, "admin@example.com", "admin-demo");
  const today = new Date().toISOString().slice(0, 10);
  const metrics =
    "query ($input: MetricsInput!) { metrics(input: $input) { totals { revenue { amount currency } orders units } } }";
  const revenue = async () =>
    (await told<{ metrics: { totals: object[] } }>(ask(metrics, { input: { from: today, to: today } }, admin))).metrics
      .totals;
  await vi.waitFor(
    async () => expect(await revenue()).toEqual([{ revenue: { amount: total, currency: "GBP" }, orders: 1, units: 2 }]),
    soon,
  );

  // She changes her mind, and everything is as it was.
  const cancelling =
    "mutation ($input: CancelOrderInput!) { cancelOrder(input: $input) { __typename ... on Order { status cancelReason } } }";
  expect(
    await told(
      ask(cancelling, { input: { idempotencyKey: "ada-cancels-it", id: order.id, reason: "Too bright" } }, ada),
    ),
  ).toEqual({ cancelOrder: { __typename: "Order", status: "CANCELLED", cancelReason: "Too bright" } });
  await vi.waitFor(
    async () => expect(await stockOf(shop, variant.id)).toEqual({ onHand: before.onHand, reserved: 0 }),
    soon,
  );
  await vi.waitFor(async () => expect(await revenue()).toEqual([]), soon);
  await vi.waitFor(async () => expect(await shop.mailbox.mails()).toHaveLength(3), soon);
});

async function stockOf({ inventory }: Shop, variantId: string) {
  const { onHand, reserved } = await inventory.db.stockLevel.findFirstOrThrow({ where: { variantId } });
  return { onHand, reserved };
}
