import { newId, type Viewer } from "@madang/service-kit";
import { ada, guest, shopper } from "@madang/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, manager, openShop, type Shop, told } from "./openShop.ts";
import { cartOf, fillCart, placeInput, placeOrder } from "./shopper.ts";

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

const place = (viewer: Viewer, input: object) => placeOrder(orders.url, viewer, placeInput(input));
const fill = (wanted: Record<string, number>, viewer?: Viewer) => fillCart(orders.url, wanted, viewer);
const eventsOf = async (orderId: unknown) =>
  (await orders.published()).filter(({ subject }) => subject === orderId).map(({ type }) => type);
const nothingHappened = { reserved: 0, books: [] };

describe("Placing an order", () => {
  it("prices, sets aside, confirms and closes the cart; cancelling brings everything back", async () => {
    const [mug, pin] = [await shop.has("12.50", 10), await shop.has("0.99", 5)];
    const before = await shop.revenue();
    const token = await fill({ [mug]: 2, [pin]: 3 });
    expect(await cartOf(orders.url, guest, token)).toEqual({
      totalQuantity: 5,
      total: { amount: "27.97" },
      lines: [
        { unitPrice: { amount: "12.50" }, total: { amount: "25.00" } },
        { unitPrice: { amount: "0.99" }, total: { amount: "2.97" } },
      ],
    });

    const order = await place(guest, { token });
    expect(order).toMatchObject({
      __typename: "Order",
      status: "CONFIRMED",
      number: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/),
      total: { amount: "27.97", currency: "GBP" },
      lines: [
        { quantity: 2, unitPrice: { amount: "12.50" } },
        { quantity: 3, total: { amount: "2.97" } },
      ],
    });
    expect(await shop.stockOf(mug)).toEqual({ onHand: 8, reserved: 0, books: ["RESERVED 0 2", "COMMITTED -2 -2"] });
    expect(await cartOf(orders.url, guest, token)).toBeNull();
    expect(await eventsOf(order.id)).toEqual(["orders.orderPlaced"]);
    expect(before).toEqual([]);
    await eventually(async () => (await shop.revenue()).length > 0);
    expect(await shop.revenue()).toEqual([{ revenue: { amount: "27.97" }, orders: 1, units: 5 }]);

    const cancel = "mutation ($input: CancelOrderInput!) { cancelOrder(input: $input) { ... on Order { status } } }";
    const input = { id: order.id, idempotencyKey: newId("key") };
    for (let i = 0; i < 2; i++)
      expect(await told(orders.url, manager, cancel, { input })).toEqual({ cancelOrder: { status: "CANCELLED" } });
    await eventually(async () => (await shop.stockOf(pin)).onHand === 5);
    expect(await shop.stockOf(mug)).toEqual({
      onHand: 10,
      reserved: 0,
      books: ["RESERVED 0 2", "COMMITTED -2 -2", "RETURNED 2 0"],
    });
    expect(await eventsOf(order.id)).toEqual(["orders.orderPlaced", "orders.orderCancelled"]);
    await eventually(async () => (await shop.revenue()).length === 0);
  });

  it("keeps the prices that it was placed at", async () => {
    const mug = await shop.has("10.00", 1);
    const viewer = shopper();
    await fill({ [mug]: 1 }, viewer);
    const { id } = await place(viewer, {});
    await shop.setPrice(mug, "99.00");
    const { order } = await told<{ order: unknown }>(
      orders.url,
      viewer,
      "query ($id: ID!) { order(id: $id) { total { amount } lines { unitPrice { amount } } } }",
      { id },
    );
    expect(order).toEqual({ total: { amount: "10.00" }, lines: [{ unitPrice: { amount: "10.00" } }] });
  });

  it("writes to the account's own address when no other is given, and needs one where there is none", async () => {
    const mug = await shop.has("1.00", 10);
    const ada = await shop.registers("ada.lovelace@example.com");
    await fill({ [mug]: 1 }, ada);
    const { id } = await place(ada, { email: null });
    expect(await orders.db.order.findUnique({ where: { id: id ?? "" } })).toMatchObject({
      email: "ada.lovelace@example.com",
      accountId: ada.accountId,
    });
    const unknown = shopper();
    await fill({ [mug]: 1 }, unknown);
    expect(await place(unknown, { email: null })).toMatchObject({
      __typename: "InvalidInput",
      fields: [{ path: "email", code: "REQUIRED" }],
    });
  });

  it("says which line cannot be served and how many there are, and keeps nothing", async () => {
    const [mug, pin] = [await shop.has("1.00", 10), await shop.has("1.00", 2)];
    const token = await fill({ [mug]: 1, [pin]: 3 });
    const input = placeInput({ token });
    expect(await placeOrder(orders.url, guest, input)).toMatchObject({
      __typename: "InsufficientStock",
      variantId: pin,
      available: 2,
    });
    for (const variantId of [mug, pin]) expect(await shop.stockOf(variantId)).toMatchObject(nothingHappened);
    expect(await orders.db.order.count({ where: { status: "PENDING" } })).toBe(0);
    expect(await cartOf(orders.url, guest, token)).toMatchObject({ totalQuantity: 4 });

    // A refusal frees the key: the corrected try is a new one.
    await told(
      orders.url,
      guest,
      "mutation ($input: ChangeCartLineInput!) { changeCartLine(input: $input) { __typename } }",
      {
        input: { token, quantity: 2, lineId: await lineOf(token, pin) },
      },
    );
    expect(await placeOrder(orders.url, guest, input)).toMatchObject({
      status: "CONFIRMED",
      total: { amount: "3.00" },
    });
  });

  it("refuses what is not for sale, and where the channel does not deliver", async () => {
    const mug = await shop.has("1.00", 10);
    const unknown = newId("product_variant");
    const token = await fill({ [mug]: 1, [unknown]: 1 });
    expect(await place(guest, { token })).toMatchObject({ __typename: "VariantNotForSale", variantId: unknown });
    const other = await fill({ [mug]: 1 });
    const shippingAddress = { name: "Ada", lines: ["1"], city: "Oslo", country: "NO" };
    expect(await place(guest, { token: other, shippingAddress })).toMatchObject({
      __typename: "InvalidInput",
      fields: [{ path: "shippingAddress.country", code: "NOT_ALLOWED" }],
    });
    expect(await shop.stockOf(mug)).toMatchObject(nothingHappened);
  });
});

describe("Placing an order again", () => {
  it("with the same key gives the same order; with other input it is a conflict", async () => {
    const mug = await shop.has("1.00", 10);
    const token = await fill({ [mug]: 1 });
    const input = placeInput({ token });
    const first = await placeOrder(orders.url, guest, input);
    expect(await placeOrder(orders.url, guest, input)).toEqual(first);
    expect(await placeOrder(orders.url, guest, { ...input, email: "brian@example.com" })).toMatchObject({
      __typename: "IdempotencyConflict",
    });
    // Another guest's key is another key.
    expect(await placeOrder(orders.url, guest, { ...input, token: "another" })).toMatchObject({
      __typename: "CartNotFound",
    });
    expect(await shop.stockOf(mug)).toMatchObject({ onHand: 9, reserved: 0 });
  });

  it("twenty times at once, with one key or with twenty, makes one order", async () => {
    const mug = await shop.has("1.00", 100);
    for (const keys of [Array(20).fill(newId("key")), Array.from({ length: 20 }, () => newId("key"))]) {
      const token = await fill({ [mug]: 1 });
      const answers = await Promise.all(keys.map((idempotencyKey) => place(guest, { token, idempotencyKey })));
      const placed = answers.filter(({ __typename }) => __typename === "Order");
      expect(new Set(placed.map(({ id }) => id)).size).toBe(1);
      expect(await eventsOf(placed[0]?.id)).toEqual(["orders.orderPlaced"]);
      if (keys[0] === keys[1]) expect(placed).toHaveLength(20);
      else
        for (const { __typename } of answers.filter((answer) => answer !== placed[0]))
          expect(["CartBeingOrdered", "CartNotFound"]).toContain(__typename);
    }
    expect(await shop.stockOf(mug)).toMatchObject({ onHand: 98, reserved: 0 });
  });

  it("ends in as many orders as there is stock, for twenty shoppers of five pieces", async () => {
    const mug = await shop.has("1.00", 5);
    const tokens = await Promise.all(Array.from({ length: 20 }, () => fill({ [mug]: 1 })));
    const answers = await Promise.all(tokens.map((token) => place(guest, { token })));
    expect(answers.filter(({ status }) => status === "CONFIRMED")).toHaveLength(5);
    expect(answers.filter(({ __typename }) => __typename === "InsufficientStock")).toHaveLength(15);
    expect(await shop.stockOf(mug)).toMatchObject({ onHand: 0, reserved: 0 });
  });
});

describe("When a part of the shop fails", () => {
  it("an answer beyond the deadline is the pending order, which is confirmed later", async () => {
    await using slow = await shop.orders({
      database: { url: orders.databaseUrl },
      env: { PROCESS_DEADLINE_MS: "4000" },
    });
    const mug = await shop.has("1.00", 10);
    const viewer = { ...ada, accountId: newId("account") };
    await fill({ [mug]: 1 }, viewer);
    const input = placeInput();
    shop.gates.inventory.state = "shut";
    const pending = await placeOrder(slow.url, viewer, input);
    expect(pending).toMatchObject({ __typename: "Order", status: "PENDING", total: { amount: "1.00" } });
    shop.gates.inventory.state = "open";
    await eventually(async () => (await placeOrder(slow.url, viewer, input)).status === "CONFIRMED");
    expect(await shop.stockOf(mug)).toEqual({ onHand: 9, reserved: 0, books: ["RESERVED 0 1", "COMMITTED -1 -1"] });
    expect(await eventsOf(pending.id)).toEqual(["orders.orderPlaced"]);
  });

  it("a checkout that nobody can finish is undone as soon as that can be done", async () => {
    await using broken = await shop.orders({
      database: { url: orders.databaseUrl },
      env: { PROCESS_DEADLINE_MS: "3000", PROCESS_ATTEMPTS: "1", CALL_ATTEMPTS: "1" },
    });
    const mug = await shop.has("1.00", 10);
    const token = await fill({ [mug]: 1 });
    shop.gates.inventory.state = "broken";
    const input = placeInput({ token });
    // It is being undone, which takes as long as inventory is away.
    const given = await placeOrder(broken.url, guest, input);
    shop.gates.inventory.state = "open";
    expect(given).toMatchObject({ __typename: "Order", status: "PENDING", checkout: { status: "FAILED" } });
    await eventually(async () => (await place(guest, { token })).status === "CONFIRMED");
    expect(await placeOrder(orders.url, guest, input)).toMatchObject({ id: given.id, status: "CANCELLED" });
    expect(await shop.stockOf(mug)).toMatchObject({ onHand: 9, reserved: 0 });
  });

  it("stock that lapses before it is committed undoes the checkout, and nobody hears of an order", async () => {
    let lapsed = "";
    await using late = await shop.orders({
      database: { url: orders.databaseUrl },
      observe: async ({ step, at, direction }) => {
        if (step !== "commit" || at !== "before" || direction !== "FORWARD") return;
        const [order] = await orders.db.order.findMany({ where: { status: "PENDING" } });
        lapsed = order?.id ?? "";
        await shop.lapse(lapsed);
      },
    });
    const mug = await shop.has("1.00", 10);
    const token = await fill({ [mug]: 1 });
    expect(await placeOrder(late.url, guest, placeInput({ token }))).toMatchObject({ __typename: "OrderNotPlaced" });
    expect(await orders.db.order.findUnique({ where: { id: lapsed } })).toMatchObject({
      status: "CANCELLED",
      failure: "ORDER_NOT_PLACED",
    });
    expect(await eventsOf(lapsed)).toEqual([]);
    expect(await shop.stockOf(mug)).toMatchObject({ onHand: 10, reserved: 0 });
    expect(await place(guest, { token })).toMatchObject({ status: "CONFIRMED" });
  });
});

async function lineOf(token: string | null, variantId: string): Promise<string | undefined> {
  const { cart } = await told<{ cart: { lines: { id: string; variant: { id: string } }[] } }>(
    orders.url,
    guest,
    "query ($token: String) { cart(token: $token) { lines { id variant { id } } } }",
    { token },
  );
  return cart.lines.find(({ variant }) => variant.id === variantId)?.id;
}
