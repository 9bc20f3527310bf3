import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { type Shop, signIn, startShop, told } from "../startShop.ts";

const soon = { timeout: 30_000, interval: 100 };
const address = { name: "Ada", lines: ["12 St James's Square"], city: "London", postalCode: "SW1Y 4LB", country: "GB" };
const shopping = { email: "shopper@example.com", password: "shopper-demo" };

let shop: Shop;
beforeAll(async () => {
  shop = await startShop();
}, 180_000);
afterAll(() => shop[Symbol.asyncDispose]());

interface Checkout {
  readonly id: string;
  readonly status: string;
  readonly checkout: {
    readonly status: string;
    readonly pollAfterMs: number | null;
    readonly nextAction: { readonly type: string; readonly redirectUrl: string } | null;
  };
}
const checkout = "checkout { status pollAfterMs nextAction { type redirectUrl } }";

it("fills a cart as a guest, signs in, confirms a card with its bank, has a line refunded, and shows in the figures", async () => {
  const { ask } = shop;
  const [teapots, cups] = await vi.waitFor(() => twoForSale(shop), soon);
  if (!teapots || !cups) throw new Error("The sample shop sells too little.");

  // A guest's cart goes into the account's at sign-in.
  const add = "mutation ($input: AddToCartInput!) { addToCart(input: $input) { ... on Cart { token } } }";
  const { addToCart } = await told<{ addToCart: { token: string } }>(
    ask(add, { input: { variantId: teapots.id, quantity: 2 } }),
  );
  await told(ask(add, { input: { token: addToCart.token, variantId: cups.id, quantity: 3 } }));
  const ada = await signIn(ask, shopping.email, shopping.password);
  const merge =
    "mutation ($input: MergeCartInput!) { mergeCart(input: $input) { ... on CartMerged { cart { totalQuantity total { amount } warnings { kind } } dropped { reason } } } }";
  const { mergeCart } = await told<{ mergeCart: { cart: { total: { amount: string } } } }>(
    ask(merge, { input: { token: addToCart.token } }, ada),
  );
  const goods = 2 * teapots.pence + 3 * cups.pence;
  expect(mergeCart).toEqual({
    cart: { totalQuantity: 5, total: { amount: pounds(goods) }, warnings: [] },
    dropped: [],
  });

  // The bank wants to be asked: the order waits, and says for what.
  const place = `mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { __typename ... on Order { id number status total { amount } ${checkout} } } }`;
  const input = {
    idempotencyKey: "a-tea-set-for-ada",
    shippingAddress: address,
    payments: [{ method: "CARD", token: "tok_3ds" }],
    returnUrl: "http://127.0.0.1:4173/pay",
  };
  const { placeOrder } = await told<{ placeOrder: Checkout & { number: string; total: { amount: string } } }>(
    ask(place, { input }, ada),
  );
  expect(placeOrder).toMatchObject({
    __typename: "Order",
    status: "PENDING",
    checkout: { status: "ACTION_REQUIRED", pollAfterMs: expect.any(Number), nextAction: { type: "REDIRECT" } },
  });
  const total = Math.round(Number(placeOrder.total.amount) * 100);
  expect(total).toBeGreaterThanOrEqual(goods);

  const bank = placeOrder.checkout.nextAction?.redirectUrl ?? "";
  const confirmed = await fetch(`${bank}/approve`, { method: "POST", redirect: "manual" });
  expect(confirmed.headers.get("location")).toBe(input.returnUrl);
  const look = `query ($id: ID!) { order(id: $id) { id status ${checkout} payments { method status captured { amount } refunded { amount } } lines { id sku quantity cancelledQuantity } cancelledTotal { amount } } }`;
  type Seen = Checkout & { lines: { id: string; sku: string }[] };
  const see = async () => (await told<{ order: Seen }>(ask(look, { id: placeOrder.id }, ada))).order;
  const paid = await vi.waitFor(async () => {
    const order = await see();
    expect(order).toMatchObject({
      status: "CONFIRMED",
      checkout: { status: "SUCCEEDED", pollAfterMs: null, nextAction: null },
      payments: [
        { method: "CARD", status: "CAPTURED", captured: { amount: pounds(total) }, refunded: { amount: "0.00" } },
      ],
    });
    return order;
  }, soon);

  // Staff cancel the cups.
  const support = await signIn(ask, "support@example.com", "support-demo");
  const lineId = paid.lines.find(({ sku }) => sku === cups.sku)?.id;
  const cancel =
    "mutation ($input: CancelOrderInput!) { cancelOrder(input: $input) { __typename ... on Order { status cancelledTotal { amount } lines { sku cancelledQuantity } } } }";
  const cancelling = { idempotencyKey: "no-cups-for-ada", id: placeOrder.id, lines: [{ lineId }], reason: "Chipped" };
  const { cancelOrder } = await told<{ cancelOrder: { cancelledTotal: { amount: string } } }>(
    ask(cancel, { input: cancelling }, support),
  );
  expect(cancelOrder).toMatchObject({ __typename: "Order", status: "CONFIRMED" });
  const cancelled = Math.round(Number(cancelOrder.cancelledTotal.amount) * 100);
  expect(cancelled).toBeGreaterThanOrEqual(3 * cups.pence);
  await vi.waitFor(
    async () =>
      expect(await see()).toMatchObject({
        cancelledTotal: { amount: pounds(cancelled) },
        payments: [{ status: "CAPTURED", refunded: { amount: pounds(cancelled) } }],
      }),
    soon,
  );
  await vi.waitFor(async () => {
    const subjects = (await shop.mailbox.mails())
      .filter(({ to }) => to.includes(shopping.email))
      .map(({ subject }) => subject);
    // Confirmed, cancelled in part, refunded.
    expect(subjects.filter((subject) => subject.includes(placeOrder.number))).toHaveLength(3);
  }, soon);

  const admin = await signIn(ask, "admin@example.com", "admin-demo");
  const today = new Date().toISOString().slice(0, 10);
  const sales =
    "query ($input: SalesInput!) { sales(input: $input) { totals { currency gross { amount } cancelled { amount } net { amount } captured { amount } refunded { amount } orders units netUnits } } }";
  await vi.waitFor(
    async () =>
      expect(await told(ask(sales, { input: { from: today, to: today } }, admin))).toEqual({
        sales: {
          totals: [
            {
              currency: "GBP",
              gross: { amount: pounds(total) },
              cancelled: { amount: pounds(cancelled) },
              net: { amount: pounds(total - cancelled) },
              captured: { amount: pounds(total) },
              refunded: { amount: pounds(cancelled) },
              orders: 1,
              units: 5,
              netUnits: 2,
            },
          ],
        },
      }),
    soon,
  );

  // Whoever looks at the order later finds all of it, from every room; and nothing is wrong anywhere.
  const story =
    "query ($id: ID!) { order(id: $id) { history { from to actor } checkout { steps { name status compensated } } timeline { missing entries { room kind name } } } consistencyReport { missing inconsistencies { room check detail } } }";
  const seen = await told<{
    order: { timeline: { missing: string[]; entries: { room: string; kind: string; name: string }[] } };
    consistencyReport: object;
  }>(ask(story, { id: placeOrder.id }, admin));
  expect(seen.order).toMatchObject({
    history: [
      { from: null, to: "PENDING", actor: "SHOPPER" },
      { from: "PENDING", to: "CONFIRMED", actor: "SYSTEM" },
      { from: "CONFIRMED", to: "CONFIRMED", actor: "STAFF" },
    ],
    timeline: { missing: [] },
  });
  expect(new Set(seen.order.timeline.entries.map(({ kind }) => kind))).toEqual(
    new Set(["EVENT", "STEP", "LEDGER", "STOCK", "MAIL"]),
  );
  expect(seen.consistencyReport).toEqual({ missing: [], inconsistencies: [] });
}, 180_000);

const pounds = (pence: number) => (pence / 100).toFixed(2);

async function twoForSale({ ask }: Shop) {
  const { products } = await told<{
    products: {
      nodes: {
        variants: { id: string; sku: string; price: { amount: string }; availability: { available: number } }[];
      }[];
    };
  }>(
    ask(
      "{ products(filter: {}, first: 2) { nodes { variants { id sku price { amount } availability { available } } } } }",
    ),
  );
  const found = products.nodes.flatMap(({ variants }) => variants.slice(0, 1));
  for (const { availability } of found) expect(availability.available).toBeGreaterThan(5);
  return found.map(({ id, sku, price }) => ({ id, sku, pence: Math.round(Number(price.amount) * 100) }));
}
