import { newId } from "@madang/service-kit";
import { guest, shopper } from "@madang/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, manager, openShop, type Shop, told } from "./openShop.ts";
import { cartOf, fillCart, type Placed, placeInput, placeOrder } from "./shopper.ts";

let shop: Shop;
let orders: Awaited<ReturnType<Shop["orders"]>>;
beforeAll(async () => {
  shop = await openShop();
  orders = await shop.orders();
});
afterAll(async () => {
  await orders[Symbol.asyncDispose]();
  await shop[Symbol.asyncDispose]();
});

const card = (token: string) => ({ payments: [{ method: "CARD", token }], returnUrl: "https://shop.example/back" });

/** Somebody orders two mugs of £12.50, of ten. */
async function buy(input: object) {
  const mug = await shop.has("12.50", 10);
  const token = await fillCart(orders.url, { [mug]: 2 });
  const wanted = placeInput({ token, ...input });
  const order = await placeOrder(orders.url, guest, wanted);
  return { mug, token, order, again: () => placeOrder(orders.url, guest, wanted) };
}

const stands = async (again: () => Promise<Placed>, status: string) =>
  eventually(async () => (await again()).status === status);
const events = async (id: unknown) =>
  (await orders.published()).filter(({ subject }) => subject === id).map(({ type }) => type.replace("orders.", ""));
const settled = (id: string | undefined) =>
  eventually(async () => (await orders.db.kitProcess.count({ where: { subject: id ?? "", status: "RUNNING" } })) === 0);

describe("An order by card", () => {
  it("is confirmed, and its money taken once, which the provider's books say too", async () => {
    const { order, mug } = await buy(card("tok_ok"));
    expect(order).toMatchObject({ status: "CONFIRMED", checkout: { status: "SUCCEEDED" } });
    await settled(order.id);
    expect(await shop.moneyOf(order.id)).toEqual({
      ours: { captured: 2_500, refunded: 0 },
      theirs: { captured: 2_500, refunded: 0 },
    });
    expect(await shop.stockOf(mug)).toMatchObject({ onHand: 8, reserved: 0 });
  });

  it("waits for the shopper at the bank, and goes on as soon as the provider calls", async () => {
    const { order, again, mug, token } = await buy(card("tok_3ds"));
    expect(order).toMatchObject({
      status: "PENDING",
      checkout: {
        status: "ACTION_REQUIRED",
        nextAction: { type: "REDIRECT", redirectUrl: expect.stringContaining("/pay/") },
      },
    });
    expect(await shop.stockOf(mug)).toMatchObject({ onHand: 10, reserved: 2 });
    await shop.atBank(order, "approve");
    await stands(again, "CONFIRMED");
    await settled(order.id);
    expect(await shop.moneyOf(order.id)).toMatchObject({ theirs: { captured: 2_500, refunded: 0 } });
    expect(await shop.stockOf(mug)).toMatchObject({ onHand: 8, reserved: 0 });
    expect(await events(order.id)).toEqual(["orderPlaced"]);
    expect(await cartOf(orders.url, guest, token)).toBeNull();
  });

  it("comes to nothing when the shopper says no at the bank, and the cart is there again", async () => {
    const { order, again, mug, token } = await buy(card("tok_3ds"));
    await shop.atBank(order, "decline");
    await stands(again, "PAYMENT_FAILED");
    expect(await again()).toMatchObject({ id: order.id, checkout: { status: "FAILED", problem: "PAYMENT_DECLINED" } });
    await settled(order.id);
    expect(await shop.stockOf(mug)).toMatchObject({ onHand: 10, reserved: 0 });
    expect(await events(order.id)).toEqual(["orderPaymentFailed"]);
    expect(await cartOf(orders.url, guest, token)).toMatchObject({ totalQuantity: 2 });
  });

  it("that is declined is refused at once, and nothing is held", async () => {
    const { order, mug, token } = await buy(card("tok_insufficient_funds"));
    expect(order).toMatchObject({ __typename: "PaymentDeclined", index: 0, declineCode: "insufficient_funds" });
    expect(await shop.stockOf(mug)).toMatchObject({ onHand: 10, reserved: 0 });
    expect(await placeOrder(orders.url, guest, placeInput({ token, ...card("tok_ok") }))).toMatchObject({
      status: "CONFIRMED",
    });
  });

  it("whose money cannot be taken after all is undone as a whole", async () => {
    const { order, again, mug } = await buy(card("tok_capture_fails"));
    expect(order).toMatchObject({ status: "CONFIRMED" });
    await settled(order.id);
    expect(await again()).toMatchObject({ id: order.id, status: "PAYMENT_FAILED" });
    expect(await shop.moneyOf(order.id)).toMatchObject({ theirs: { captured: 0, refunded: 0 } });
    expect(await shop.stockOf(mug)).toMatchObject({ onHand: 10, reserved: 0 });
    expect(await events(order.id)).toEqual(["orderPlaced", "orderPaymentFailed"]);
  });

  it("is given back by the piece, and never more than was taken", async () => {
    const mug = await shop.has("12.50", 10);
    const viewer = shopper();
    await fillCart(orders.url, { [mug]: 2 }, viewer);
    const { id } = await placeOrder(orders.url, viewer, placeInput(card("tok_ok")));
    const [line] = await orders.db.orderLine.findMany({ where: { orderId: id ?? "" } });
    const cancel = `mutation ($input: CancelOrderInput!) { cancelOrder(input: $input) { __typename ... on Order { status } } }`;
    const input = (more: object) => ({ input: { id, idempotencyKey: newId("key"), ...more } });
    const one = { lines: [{ lineId: line?.id, quantity: 1 }] };
    const given = await Promise.all(
      Array.from({ length: 4 }, () => told<{ cancelOrder: object }>(orders.url, manager, cancel, input(one))),
    );
    expect(given.filter(({ cancelOrder }) => "status" in cancelOrder)).toHaveLength(2);
    await settled(id);
    await eventually(async () => (await shop.moneyOf(id)).theirs.refunded === 2_500);
    expect(await shop.moneyOf(id)).toEqual({
      ours: { captured: 2_500, refunded: 2_500 },
      theirs: { captured: 2_500, refunded: 2_500 },
    });
    expect(await shop.stockOf(mug)).toMatchObject({ onHand: 10, reserved: 0 });
  });
});

describe("An order by bank transfer", () => {
  it("is confirmed when the money comes, and asks for its time until then", async () => {
    const { order, again, mug } = await buy({ paymentMethod: "BANK_TRANSFER" });
    expect(order).toMatchObject({
      status: "PENDING",
      checkout: {
        status: "ACTION_REQUIRED",
        nextAction: { type: "BANK_TRANSFER", bankTransfer: { amount: { amount: "25.00" } } },
      },
    });
    await shop.deposit(order.id, 2_500);
    await stands(again, "CONFIRMED");
    await settled(order.id);
    expect(await shop.moneyOf(order.id)).toMatchObject({ theirs: { captured: 2_500, refunded: 0 } });
    expect(await shop.stockOf(mug)).toMatchObject({ onHand: 8, reserved: 0 });
  });

  it("is given up by staff, and money that comes all the same goes back", async () => {
    const { order, again, mug } = await buy({ paymentMethod: "BANK_TRANSFER" });
    const abort = "mutation ($orderId: ID!) { abortCheckout(orderId: $orderId) { __typename } }";
    shop.gates.payments.state = "shut";
    expect(await told(orders.url, manager, abort, { orderId: order.id })).toEqual({
      abortCheckout: { __typename: "Order" },
    });
    await shop.deposit(order.id, 2_500);
    shop.gates.payments.state = "open";
    await stands(again, "CANCELLED");
    await settled(order.id);
    await eventually(async () => (await shop.moneyOf(order.id)).theirs.refunded === 2_500);
    expect(await shop.stockOf(mug)).toMatchObject({ onHand: 10, reserved: 0 });
  });
});
