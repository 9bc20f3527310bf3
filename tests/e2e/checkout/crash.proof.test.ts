import { orders as room } from "@madang/orders";
import { guest } from "@madang/testkit";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openShop, type Shop } from "./openShop.ts";
import { cartOf, fillCart, placeInput, placeOrder } from "./shopper.ts";
import { startDyingOrders } from "./startDyingOrders.ts";

let shop: Shop;
let orders: Awaited<ReturnType<Shop["orders"]>>;
beforeAll(async () => {
  shop = await openShop();
  // It only fills carts and reads: every checkout is driven by instances of its own.
  orders = await shop.orders({ role: "api" });
});
afterEach(() => {
  shop.gates.inventory.onAnswer = null;
});
afterAll(async () => {
  await orders[Symbol.asyncDispose]();
  await shop[Symbol.asyncDispose]();
});

const steps = (room.processes ?? []).flatMap(({ name, steps }) =>
  name === "checkout" ? steps.map((step) => step.name) : [],
);
/** The steps that are undone when the stock cannot be committed, in that order. */
const undone = steps.slice(0, steps.indexOf("commit")).reverse();
const moments = (names: readonly string[], direction: string) =>
  names.flatMap((step) => [`${step} before ${direction}`, `${step} after ${direction}`]);

/** Places an order with orders that die on the way, and again with those that come after them. */
async function placeTwice(dieAt: string, onAnswer?: (answer: number, die: () => void) => Promise<void> | void) {
  const mug = await shop.has("12.50", 10);
  const token = await fillCart(orders.url, { [mug]: 2 });
  const input = placeInput({ token });
  await using dying = await startDyingOrders(shop, orders.databaseUrl, dieAt);
  let answers = 0;
  if (onAnswer) shop.gates.inventory.onAnswer = () => onAnswer(++answers, dying.kill);
  await expect(placeOrder(dying.url, guest, input)).rejects.toThrow("fetch failed");
  expect(await dying.ended).toBe("SIGKILL");
  shop.gates.inventory.onAnswer = null;

  await using next = await shop.orders({ database: { url: orders.databaseUrl }, env: { PROCESS_LEASE_MS: "1000" } });
  return { mug, token, input, answer: await placeOrder(next.url, guest, input) };
}

async function expectSold({ mug, token, answer }: Awaited<ReturnType<typeof placeTwice>>, ordersBefore: number) {
  expect(answer).toMatchObject({ __typename: "Order", status: "CONFIRMED", total: { amount: "25.00" } });
  expect(await orders.db.order.count()).toBe(ordersBefore + 1);
  const events = (await orders.published()).filter(({ subject }) => subject === answer.id);
  expect(events.map(({ type }) => type)).toEqual(["orders.orderPlaced"]);
  expect(await shop.stockOf(mug)).toEqual({ onHand: 8, reserved: 0, books: ["RESERVED 0 2", "COMMITTED -2 -2"] });
  expect(await cartOf(orders.url, guest, token)).toBeNull();
}

describe("A checkout whose process is killed", () => {
  it.each(moments(steps, "FORWARD"))(
    "%s is finished by the next: one order, told once, its stock taken once",
    async (dieAt) => {
      const before = await orders.db.order.count();
      await expectSold(await placeTwice(dieAt), before);
    },
  );

  it.each([
    ["reserved", 1],
    ["committed", 2],
  ])("when its stock was %s, but nobody knew yet, is finished the same", async (_, deadly) => {
    const before = await orders.db.order.count();
    await expectSold(await placeTwice("never", (answer, die) => void (answer === deadly && die())), before);
  });

  it.each(moments(undone, "BACK"))(
    "%s is undone by the next: no order, no stock taken, the cart as it was",
    async (dieAt) => {
      const [before, told] = [await orders.db.order.count(), (await orders.published()).length];
      const { mug, token, input, answer } = await placeTwice(dieAt, async (answers) => {
        // The reservation lapses as soon as it is made, so that there is nothing to commit.
        const [pending] = answers === 1 ? await orders.db.order.findMany({ where: { status: "PENDING" } }) : [];
        if (pending) await shop.lapse(pending.id);
      });
      expect(answer).toMatchObject({ __typename: "OrderNotPlaced" });
      expect(await orders.db.order.count()).toBe(before);
      expect(await orders.published()).toHaveLength(told);
      expect(await shop.stockOf(mug)).toMatchObject({ onHand: 10, reserved: 0 });
      expect(await cartOf(orders.url, guest, token)).toMatchObject({ totalQuantity: 2 });
      expect(await placeOrder(orders.url, guest, input)).toMatchObject({ status: "CONFIRMED" });
    },
  );
});
