import { orders as room } from "@madang/orders";
import { guest } from "@madang/testkit";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { eventually, openShop, type Shop } from "./openShop.ts";
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
  shop.gates.payments.onAnswer = null;
});
afterAll(async () => {
  await orders[Symbol.asyncDispose]();
  await shop[Symbol.asyncDispose]();
});

const steps = (room.processes ?? []).flatMap(({ name, steps }) =>
  name === "checkout" ? steps.map((step) => step.name) : [],
);
const stepsBefore = (step: string) => steps.slice(0, steps.indexOf(step)).reverse();
const moments = (names: readonly string[], direction: string) =>
  names.flatMap((step) => [`${step} before ${direction}`, `${step} after ${direction}`]);
const card = (token: string) => ({ payments: [{ method: "CARD", token }] });

interface Death {
  readonly dieAt?: string;
  readonly pays?: string;
  readonly gate?: "inventory" | "payments";
  readonly onAnswer?: (answer: number, die: () => void) => Promise<void> | void;
}

/** Places an order with orders that die on the way, and again with those that come after them. */
async function placeTwice({ dieAt = "never", pays = "tok_ok", gate = "inventory", onAnswer }: Death) {
  const mug = await shop.has("12.50", 10);
  const token = await fillCart(orders.url, { [mug]: 2 });
  const input = placeInput({ token, ...card(pays) });
  await using dying = await startDyingOrders(shop, orders.databaseUrl, dieAt);
  let answers = 0;
  if (onAnswer) shop.gates[gate].onAnswer = () => onAnswer(++answers, dying.kill);
  // What dies behind the answer may have given it.
  const first = await placeOrder(dying.url, guest, input).catch((error: Error) => error.message);
  if (typeof first !== "string") expect(first).toMatchObject({ status: "CONFIRMED" });
  expect(await dying.ended).toBe("SIGKILL");
  shop.gates[gate].onAnswer = null;

  await using next = await shop.orders({ database: { url: orders.databaseUrl }, env: { PROCESS_LEASE_MS: "1000" } });
  const answer = await placeOrder(next.url, guest, input);
  await eventually(async () => (await orders.db.kitProcess.count({ where: { status: "RUNNING" } })) === 0);
  return { mug, token, input, answer };
}

/** The latest order, which the test that died has placed. */
const latest = () => orders.db.order.findFirst({ orderBy: { id: "desc" } });
const eventsOf = async (id: string | undefined) =>
  (await orders.published()).filter(({ subject }) => subject === id).map(({ type }) => type);

async function expectSold({ mug, token, answer }: Awaited<ReturnType<typeof placeTwice>>, ordersBefore: number) {
  expect(answer).toMatchObject({ __typename: "Order", status: "CONFIRMED", total: { amount: "25.00" } });
  expect(await orders.db.order.count()).toBe(ordersBefore + 1);
  expect(await eventsOf(answer.id)).toEqual(["orders.orderPlaced"]);
  expect(await shop.stockOf(mug)).toEqual({ onHand: 8, reserved: 0, books: ["RESERVED 0 2", "COMMITTED -2 -2"] });
  expect(await shop.moneyOf(answer.id)).toEqual({
    ours: { captured: 2_500, refunded: 0 },
    theirs: { captured: 2_500, refunded: 0 },
  });
  expect(await cartOf(orders.url, guest, token)).toBeNull();
}

describe("A checkout whose process is killed", () => {
  it.each(moments(steps, "FORWARD"))(
    "%s is finished by the next: one order, told once, its stock and its money taken once",
    async (dieAt) => {
      const count = await orders.db.order.count();
      await expectSold(await placeTwice({ dieAt }), count);
    },
  );

  it.each([
    ["its stock was reserved", "inventory", 1],
    ["its stock was committed", "inventory", 2],
    ["its money was promised", "payments", 1],
    ["its money was taken", "payments", 2],
  ] as const)("when %s, but nobody knew yet, is finished the same", async (_, gate, deadly) => {
    const count = await orders.db.order.count();
    await expectSold(await placeTwice({ gate, onAnswer: (answer, die) => void (answer === deadly && die()) }), count);
  });

  // Once the last step is undone it is over, and its key free: the same call is a new checkout.
  it.each(moments(stepsBefore("commit"), "BACK").slice(0, -1))(
    "%s is undone by the next: nothing held, nothing told, the cart as it was",
    async (dieAt) => {
      const told = (await orders.published()).length;
      const { mug, token, input, answer } = await placeTwice({
        dieAt,
        onAnswer: async (answers) => {
          // The reservation lapses as soon as it is made, so that there is nothing to commit.
          const [pending] = answers === 1 ? await orders.db.order.findMany({ where: { status: "PENDING" } }) : [];
          if (pending) await shop.lapse(pending.id);
        },
      });
      expect(answer).toMatchObject({ __typename: "OrderNotPlaced" });
      const undone = await latest();
      expect(undone).toMatchObject({ status: "CANCELLED", failure: "ORDER_NOT_PLACED", confirmedAt: null });
      expect(await orders.published()).toHaveLength(told);
      expect(await shop.stockOf(mug)).toMatchObject({ onHand: 10, reserved: 0 });
      expect(await shop.moneyOf(undone?.id)).toMatchObject({ theirs: { captured: 0 } });
      expect(await cartOf(orders.url, guest, token)).toMatchObject({ totalQuantity: 2 });
      expect(await placeOrder(orders.url, guest, input)).toMatchObject({ status: "CONFIRMED" });
    },
  );

  it.each(moments(stepsBefore("capture"), "BACK"))(
    "%s, when its money could not be taken, is undone by the next: told once, nothing kept",
    async (dieAt) => {
      const { mug, token, answer } = await placeTwice({ dieAt, pays: "tok_capture_fails" });
      expect(answer).toMatchObject({ status: expect.stringMatching(/^(CONFIRMED|PAYMENT_FAILED)$/) });
      expect(await latest()).toMatchObject({
        id: answer.id,
        status: "PAYMENT_FAILED",
        failure: "PAYMENT_NOT_CAPTURED",
      });
      expect(await eventsOf(answer.id)).toEqual(["orders.orderPlaced", "orders.orderPaymentFailed"]);
      expect(await shop.stockOf(mug)).toMatchObject({ onHand: 10, reserved: 0 });
      expect(await shop.moneyOf(answer.id)).toMatchObject({ theirs: { captured: 0 } });
      expect(await cartOf(orders.url, guest, token)).toBeNull();
    },
  );
});
