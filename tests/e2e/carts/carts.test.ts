import { newId, type Viewer } from "@madang/service-kit";
import { guest, service, shopper, staff } from "@madang/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { remindOfCarts } from "../../../subgraphs/orders/src/sweeps/abandonedCarts.ts";
import { eventually, openShop, type Shop, told } from "../checkout/openShop.ts";
import { fillCart } from "../checkout/shopper.ts";
import { countedRoom } from "./countedRoom.ts";

const merchant = staff(["catalog:write", "inventory:write"]);
const read = `query ($token: String) { cart(token: $token) {
  total { amount currency }
  lines { id quantity unitPrice { amount } variant { id } }
  warnings { kind lineId message available previousUnitPrice { amount currency } unitPrice { amount } } } }`;
const add = `mutation ($input: AddToCartInput!) { addToCart(input: $input) {
  __typename ... on InvalidInput { fields { path code } } ... on Cart { id token } } }`;

interface CartShown {
  total: { amount: string } | null;
  lines: { id: string; quantity: number; unitPrice: { amount: string } | null; variant: { id: string } }[];
  warnings: { kind: string; lineId: string; message: string; available: number | null }[];
}

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

const cartIn = async (url: string, viewer: Viewer, token: string | null = null) =>
  (await told<{ cart: CartShown }>(url, viewer, read, { token })).cart;
const cartOf = (viewer: Viewer, token: string | null = null) => cartIn(orders.url, viewer, token);
const kinds = ({ warnings }: CartShown) => warnings.map(({ kind, available }) => [kind, available]);

/** A product that is for sale, with so many variants and none in stock. */
async function aProduct(variants: number, names: Record<string, string>) {
  const { createProduct } = await told<{ createProduct: { id: string; variants: { id: string }[] } }>(
    shop.catalog.url,
    merchant,
    "mutation ($input: CreateProductInput!) { createProduct(input: $input) { ... on Product { id variants { id } } } }",
    {
      input: {
        translations: Object.entries(names).map(([locale, name]) => ({ locale, name })),
        variants: Array.from({ length: variants }, (_, i) => ({
          sku: newId("sku"),
          name: variants === 1 ? "" : `No. ${i}`,
          price: { amount: "2.00", currency: "GBP" },
        })),
      },
    },
  );
  await publish(createProduct.id, true);
  return { productId: createProduct.id, variantIds: createProduct.variants.map(({ id }) => id) };
}
const publish = (productId: string, published: boolean) =>
  told(
    shop.catalog.url,
    merchant,
    "mutation ($input: SetPublicationInput!) { setPublication(input: $input) { ... on Product { id } } }",
    { input: { productId, published } },
  );

describe("A cart's warnings", () => {
  it("name the line whose price, stock or publication changed since it was put in, and no other", async () => {
    const [mug, pin, pot] = [await shop.has("12.50", 10), await shop.has("0.99", 5), await shop.has("3.00", 5)];
    const { productId, variantIds } = await aProduct(1, { en: "Jar" });
    const [jar = ""] = variantIds;
    const token = await fillCart(orders.url, { [mug]: 2, [pin]: 5, [pot]: 1 });
    expect((await cartOf(guest, token)).warnings).toEqual([]);
    await told(orders.url, guest, add, { input: { token, variantId: jar, quantity: 1 } });
    expect(kinds(await cartOf(guest, token))).toEqual([["INSUFFICIENT_STOCK", 0]]);

    await shop.setPrice(mug, "13.00");
    // More of it at another price leaves what it was put in at.
    await told(orders.url, guest, add, { input: { token, variantId: mug, quantity: 1 } });
    await publish(productId, false);
    await told(orders.url, guest, add, { input: { token, variantId: pin, quantity: 2 } });
    const { lines, warnings, total } = await cartOf(guest, token);
    const lineOf = (variantId: string) => lines.find(({ variant }) => variant.id === variantId)?.id;
    const none = { available: null, previousUnitPrice: null, unitPrice: null };
    expect(warnings).toEqual([
      {
        ...none,
        kind: "PRICE_CHANGED",
        lineId: lineOf(mug),
        message: "The price is another than when you put it in.",
        previousUnitPrice: { amount: "12.50", currency: "GBP" },
        unitPrice: { amount: "13.00" },
      },
      {
        ...none,
        kind: "INSUFFICIENT_STOCK",
        lineId: lineOf(pin),
        message: "There are only 5 left.",
        available: 5,
      },
      { ...none, kind: "NOT_FOR_SALE", lineId: lineOf(jar), message: "It is no longer for sale here." },
    ]);
    expect(total).toBeNull();
    const korean = { ...guest, locale: "ko-KR" };
    expect((await cartOf(korean, token)).warnings.map(({ message }) => message)).toEqual([
      "담으신 뒤 가격이 바뀌었습니다.",
      "재고가 5개뿐입니다.",
      "더 이상 판매하지 않는 상품입니다.",
    ]);
  });

  it("know the price of each line that was put in with others, where the catalogue knew it", async () => {
    const [mug, pin, stranger] = [await shop.has("12.50", 10), await shop.has("0.99", 5), newId("product_variant")];
    const token = await fillCart(orders.url, { [mug]: 2, [stranger]: 1, [pin]: 5 });
    await shop.setPrice(mug, "13.00");
    await shop.setPrice(pin, "1.00");
    const { warnings } = await told<{
      cart: { warnings: { kind: string; previousUnitPrice: { amount: string } | null }[] };
    }>(orders.url, guest, read, { token }).then(({ cart }) => cart);
    expect(warnings.map(({ kind, previousUnitPrice }) => [kind, previousUnitPrice?.amount])).toEqual([
      ["PRICE_CHANGED", "12.50"],
      ["NOT_FOR_SALE", undefined],
      ["PRICE_CHANGED", "0.99"],
    ]);
  });

  it("cost one call to each room for a cart of 100 lines", async () => {
    await using catalog = await countedRoom(shop.catalog);
    await using inventory = await countedRoom(shop.inventory);
    await using counted = await shop.orders({ peers: { catalog, inventory, accounts: shop.accounts } });
    const { variantIds } = await aProduct(100, { en: "Tea" });
    await eventually(
      async () => (await shop.inventory.db.stockLevel.count({ where: { variantId: { in: variantIds } } })) === 100,
    );
    const viewer = shopper();
    await fillCart(counted.url, { [variantIds[0] ?? ""]: 1 }, viewer);
    const { id: cartId } = await counted.db.cart.findFirstOrThrow();
    await counted.db.cartLine.createMany({
      data: variantIds.slice(1).map((variantId) => ({
        ...{ id: newId("cart_line"), cartId, variantId, quantity: 1, createdAt: new Date() },
      })),
    });
    for (const room of [catalog, inventory]) room.operations.length = 0;
    const cart = await cartIn(counted.url, viewer);
    expect(cart.lines.map(({ unitPrice }) => unitPrice?.amount)).toEqual(Array(100).fill("2.00"));
    expect(cart.total).toEqual({ amount: "200.00", currency: "GBP" });
    expect(kinds(cart)).toEqual(Array(100).fill(["INSUFFICIENT_STOCK", 0]));
    expect([catalog.operations, inventory.operations]).toEqual([["Quote"], ["StockOf"]]);
  });

  it("are those that the rooms which answer know of, and the cart shows all the same", async () => {
    const mug = await shop.has("12.50", 3);
    await using hasty = await shop.orders({
      database: { url: orders.databaseUrl },
      env: { CALL_ATTEMPTS: "1", BREAKER_CONSECUTIVE: "1000", BREAKER_MINIMUM_CALLS: "1000", CART_PATIENCE_MS: "3000" },
    });
    const token = await fillCart(orders.url, { [mug]: 4 });
    await shop.setPrice(mug, "13.00");
    for (const state of ["broken", "shut"] as const) {
      shop.gates.inventory.state = state;
      expect(kinds(await cartIn(hasty.url, guest, token))).toEqual([["PRICE_CHANGED", null]]);
      shop.gates.inventory.state = "open";

      shop.gates.catalog.state = state;
      const cart = await cartIn(hasty.url, guest, token);
      expect(kinds(cart)).toEqual([["INSUFFICIENT_STOCK", 3]]);
      expect(cart.total).toBeNull();
      // A line can be put in without its price; nobody is warned of a price that nobody knew.
      const made = await told<{ addToCart: { __typename: string; token: string } }>(hasty.url, guest, add, {
        input: { variantId: mug, quantity: 1 },
      });
      expect(made.addToCart.__typename).toBe("Cart");
      shop.gates.catalog.state = "open";
      await shop.setPrice(mug, "14.00");
      expect((await cartOf(guest, made.addToCart.token)).warnings).toEqual([]);
      await shop.setPrice(mug, "13.00");
    }
  });
});

describe("A new cart", () => {
  it("is for a channel that there is, in a currency of it", async () => {
    const mug = await shop.has("12.50", 3);
    const answer = (viewer: Viewer, token: string | null = null) =>
      told<{ addToCart: object }>(orders.url, viewer, add, { input: { variantId: mug, token } });
    const before = await orders.db.cart.count();
    for (const viewer of [{ ...guest, channel: "mars" }, shopper(undefined, { channel: "mars" })])
      expect(await answer(viewer)).toEqual({
        addToCart: { __typename: "InvalidInput", fields: [{ path: "channel", code: "UNKNOWN" }] },
      });
    expect(await orders.db.cart.count()).toBe(before);

    const somebody = shopper(undefined, { currency: "CHF" });
    await answer(somebody);
    expect(await orders.db.cart.findFirst({ where: { accountId: somebody.accountId } })).toMatchObject({
      channel: "default",
      currency: "GBP",
    });
    // One that there is already stays where it is.
    expect(await answer({ ...somebody, channel: "mars" })).toMatchObject({ addToCart: { __typename: "Cart" } });
    expect((await cartOf(somebody)).lines).toMatchObject([{ quantity: 2, unitPrice: { amount: "12.50" } }]);
  });
});

describe("An account's abandoned cart", () => {
  it("is told of once, to the account's own address, with names in its language", async () => {
    const register = "mutation ($input: RegisterInput!) { register(input: $input) { __typename } }";
    const email = "minji@example.com";
    const input = { email, name: "김민지", password: "correct horse", locale: "ko-KR" };
    await told(shop.accounts.url, guest, register, { input });
    const { id } = await shop.accounts.db.account.findFirstOrThrow({ where: { email } });
    const { variantIds } = await aProduct(1, { en: "Green tea", ko: "녹차" });
    const hidden = await aProduct(1, { en: "Cup", ko: "컵" });
    const [tea = "", cup = ""] = [...variantIds, ...hidden.variantIds];
    const minji = shopper(id);
    await fillCart(orders.url, { [tea]: 3, [cup]: 1 }, minji);
    await publish(hidden.productId, false);
    const cart = await orders.db.cart.findFirstOrThrow({ where: { accountId: id } });
    const { background } = orders.running.service;
    const announced = async () => (await orders.published()).filter(({ type }) => type === "orders.cartAbandoned");

    // One in a channel that there never was keeps nobody from being told.
    const before = { id: newId("cart"), channel: "mars", currency: "GBP", createdAt: new Date(0) };
    const updatedAt = new Date(cart.updatedAt.getTime() - 60_000);
    const line = { id: newId("cart_line"), variantId: tea, quantity: 1, createdAt: updatedAt };
    const another = await shop.registers("lost@example.com");
    await orders.db.cart.create({
      data: { ...before, accountId: another.accountId, updatedAt, lines: { create: line } },
    });

    await remindOfCarts(background);
    expect((await announced()).filter(({ subject }) => subject === cart.id)).toEqual([]);
    orders.clock.advance(86_400_000 + 60_000);
    await Promise.all([remindOfCarts(background), remindOfCarts(background)]);
    await remindOfCarts(background);
    expect((await announced()).filter(({ subject }) => subject === cart.id)).toMatchObject([
      {
        data: {
          accountId: id,
          email,
          locale: "ko-KR",
          lines: [{ variantId: tea, name: "녹차", quantity: 3 }],
          updatedAt: cart.updatedAt,
        },
      },
    ]);
    expect((await announced()).filter(({ subject }) => subject === before.id)).toEqual([]);
    expect(await orders.db.cart.findUnique({ where: { id: before.id } })).toMatchObject({
      abandonedAt: expect.any(Date),
    });
  });

  it("is nobody's to ask for but the orders'", async () => {
    const contact = "query ($id: ID!) { accountContact(id: $id) { email locale } }";
    const ask = (viewer: Viewer) => told(shop.accounts.url, viewer, contact, { id: newId("account") });
    expect(await ask(service("orders"))).toEqual({ accountContact: null });
    for (const viewer of [guest, shopper(), service("catalog"), staff(["accounts:read"])])
      await expect(ask(viewer)).rejects.toThrow(/FORBIDDEN|UNAUTHENTICATED/);
  });
});
