import { newId } from "@madang/service-kit";
import { service, shopper, startTestSubgraph } from "@madang/testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { announceAbandonedCart } from "../actions/announceAbandonedCart.ts";
import { changeCartLine } from "../actions/changeCartLine.ts";
import { letGo } from "../actions/checkoutSteps.ts";
import { deleteOldCarts } from "../actions/deleteOldCarts.ts";
import { findAbandonedCarts } from "../actions/findAbandonedCarts.ts";
import { hashOfToken } from "../data/cartToken.ts";
import { orders } from "../subgraph.ts";
import { remindOfCarts } from "./abandonedCarts.ts";

const began = new Date("2026-11-20T09:30:00.000Z");
const hour = 3_600_000;
const day = 24 * hour;

const open = () => startTestSubgraph(orders);
let shop: Awaited<ReturnType<typeof open>>;
beforeAll(async () => {
  shop = await open();
});
afterAll(() => shop[Symbol.asyncDispose]());
beforeEach(async () => {
  await shop.db.cart.deleteMany();
  shop.clock.set(began);
});

const as = () => shop.as(service("orders"));
const tea = newId("product_variant");

/** A cart that last changed so long ago; a guest's unless it is an account's. */
async function aCart(
  age: number,
  more: { accountId?: string; status?: "OPEN" | "ORDERING" | "ORDERED"; lines?: number } = {},
) {
  const { accountId, status = "OPEN", lines = 1 } = more;
  const id = newId("cart");
  const at = new Date(began.getTime() - age);
  const holder = accountId === undefined ? { tokenHash: hashOfToken(id) } : { accountId };
  const orderId = status === "OPEN" ? null : newId("order");
  const line = () => ({ id: newId("cart_line"), variantId: newId("product_variant"), quantity: 1, createdAt: at });
  await shop.db.cart.create({
    data: {
      ...{ id, ...holder, status, orderId, channel: "default", currency: "GBP", createdAt: at, updatedAt: at },
      lines: { create: lines === 0 ? [] : [{ ...line(), variantId: tea, quantity: 2 }] },
    },
  });
  return id;
}
const left = async () => (await shop.db.cart.findMany({ orderBy: { id: "asc" } })).map(({ id }) => id);

describe("a cart that nobody changes", () => {
  it("says when it ends: after 30 days for guests and 180 for accounts", async () => {
    const viewer = shopper();
    await aCart(0, viewer);
    const token = await aCart(0);
    const query = "query ($token: String) { cart(token: $token) { expiresAt } }";
    expect((await shop.as(viewer).query(query)).data).toEqual({ cart: { expiresAt: "2027-05-19T09:30:00.000Z" } });
    expect((await shop.as(viewer).query(query, { token })).data).toEqual({
      cart: { expiresAt: "2026-12-20T09:30:00.000Z" },
    });
  });

  it("is gone when it has ended, but not while it is being ordered, nor when it was", async () => {
    const kept = [
      await aCart(30 * day - 1),
      await aCart(180 * day - 1, shopper()),
      await aCart(900 * day, { status: "ORDERING" }),
      await aCart(900 * day, { ...shopper(), status: "ORDERING" }),
      await aCart(900 * day, { ...shopper(), status: "ORDERED" }),
    ];
    const [guests, account] = [await aCart(30 * day), await aCart(180 * day, shopper())];
    expect(await left()).toEqual(expect.arrayContaining([guests, account]));
    expect(await as().run(deleteOldCarts, undefined)).toBe(false);
    expect(await left()).toEqual(kept.toSorted());
    expect(await shop.db.cartLine.count({ where: { cartId: { in: [guests, account] } } })).toBe(0);
    expect(await shop.published()).toEqual([]);
  });
});

describe("a cart that is given back by an order that came to nothing", () => {
  const givenBack = async (id: string) => {
    const { orderId } = await shop.db.cart.findUniqueOrThrow({ where: { id } });
    if (orderId === null) throw new Error("It was not held.");
    await as().run(letGo, { cartId: id, orderId });
    expect(await shop.db.cart.findUnique({ where: { id } })).toMatchObject({ status: "OPEN", orderId: null });
  };

  it("is neither told of nor deleted before its time has passed once more", async () => {
    const guests = await aCart(30 * day, { status: "ORDERING" });
    const [account, toldOf] = [
      await aCart(3 * day, { ...shopper(), status: "ORDERING" }),
      await aCart(180 * day, { ...shopper(), status: "ORDERING" }),
    ];
    await shop.db.cart.update({ where: { id: toldOf }, data: { abandonedAt: new Date(began.getTime() - 150 * day) } });
    for (const id of [guests, account, toldOf]) await givenBack(id);
    const found = async () => (await as().run(findAbandonedCarts, undefined)).map(({ id }) => id).sort();
    expect(await found()).toEqual([]);
    await as().run(deleteOldCarts, undefined);
    expect(await left()).toEqual([guests, account, toldOf].sort());
    shop.clock.advance(day);
    expect(await found()).toEqual([account, toldOf].sort());
    shop.clock.advance(29 * day);
    await as().run(deleteOldCarts, undefined);
    expect(await left()).toEqual([account, toldOf].sort());
  });
});

describe("an account's cart that was left alone", () => {
  const contact = { email: "ada@example.com", locale: "ko-KR" };
  const names = new Map([[tea, "Green tea"]]);
  const found = () => as().run(findAbandonedCarts, undefined);
  const told = async (subject: string) => (await shop.published()).filter((event) => event.subject === subject);

  it("is told of once it is 24 hours old, and neither a guest's, one being ordered, nor one that has ended", async () => {
    await aCart(25 * hour);
    await aCart(25 * hour, { ...shopper(), status: "ORDERING" });
    await aCart(24 * hour - 1, shopper());
    await aCart(180 * day, shopper());
    const id = await aCart(24 * hour, shopper());
    expect(await found()).toMatchObject([{ id, variantIds: [tea] }]);
  });

  it("is told of once, however many look at it, and again after it has changed", async () => {
    const viewer = shopper();
    const id = await aCart(25 * hour, viewer);
    const [cart] = await found();
    if (!cart) throw new Error("It was not found.");
    await Promise.all([1, 2, 3].map(() => as().run(announceAbandonedCart, { cart, contact, names })));
    const first = {
      type: "orders.cartAbandoned",
      subject: id,
      data: {
        cartId: id,
        accountId: viewer.accountId,
        ...contact,
        lines: [{ variantId: tea, name: "Green tea", quantity: 2 }],
        updatedAt: cart.updatedAt,
      },
    };
    expect(await told(id)).toMatchObject([first]);
    expect(await found()).toEqual([]);

    const line = await shop.db.cartLine.findFirstOrThrow({ where: { cartId: id } });
    await shop.as(viewer).run(changeCartLine, { lineId: line.id, quantity: 5 });
    expect(await found()).toEqual([]);
    shop.clock.advance(24 * hour);
    const [again] = await found();
    expect(again).toMatchObject({ id, updatedAt: began });
    if (again) await as().run(announceAbandonedCart, { cart: again, contact, names });
    expect(await told(id)).toMatchObject([first, { data: { lines: [{ quantity: 5 }], updatedAt: began } }]);
  });

  it("is not told of when it changed, or was ordered, after it was looked at", async () => {
    for (const change of [{ updatedAt: began }, { status: "ORDERING" as const, orderId: newId("order") }]) {
      const id = await aCart(25 * hour, shopper());
      const [cart] = await found();
      if (!cart) throw new Error("It was not found.");
      await shop.db.cart.update({ where: { id }, data: change });
      await as().run(announceAbandonedCart, { cart, contact, names });
      expect(await told(id)).toEqual([]);
      expect(await shop.db.cart.findUnique({ where: { id } })).toMatchObject({ abandonedAt: null });
    }
  });

  it("is not looked at again when there is nobody to write to, or nothing to buy", async () => {
    for (const [account, known] of [
      [null, names],
      [contact, new Map<string, string>()],
    ] as const) {
      const id = await aCart(25 * hour, shopper());
      const [cart] = await found();
      if (!cart) throw new Error("It was not found.");
      await as().run(announceAbandonedCart, { cart, contact: account, names: known });
      expect(await told(id)).toEqual([]);
      expect(await found()).toEqual([]);
    }
    await aCart(25 * hour, { ...shopper(), lines: 0 });
    // An empty one needs no other room.
    await remindOfCarts(shop.running.service.background);
    expect(await found()).toEqual([]);
  });

  it("waits when the other rooms do not answer", async () => {
    const id = await aCart(25 * hour, shopper());
    await expect(remindOfCarts(shop.running.service.background)).rejects.toThrow("1 abandoned carts");
    expect(await found()).toMatchObject([{ id }]);
    expect(await told(id)).toEqual([]);
  });
});
