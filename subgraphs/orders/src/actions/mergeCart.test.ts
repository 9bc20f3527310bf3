import { newId, type Viewer } from "@madang/service-kit";
import { guest, shopper, startTestSubgraph } from "@madang/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hashOfToken } from "../data/cartToken.ts";
import { mostLines } from "../domain/cart.ts";
import { orders } from "../subgraph.ts";

const mergeDocument = `mutation ($input: MergeCartInput!) { mergeCart(input: $input) {
  __typename ... on Problem { code }
  ... on CartMerged {
    cart { id token lines { id quantity variant { id } } }
    merged { variantId quantity } dropped { variantId quantity reason } } } }`;
const addDocument = `mutation ($input: AddToCartInput!) { addToCart(input: $input) {
  __typename ... on Cart { id token } } }`;

interface Answer {
  __typename: string;
  cart: { id: string; token: null; lines: { id: string; quantity: number; variant: { id: string } }[] };
  merged: object[];
  dropped: object[];
}

const open = () => startTestSubgraph(orders);
let shop: Awaited<ReturnType<typeof open>>;
beforeAll(async () => {
  shop = await open();
});
afterAll(() => shop[Symbol.asyncDispose]());

const variant = () => newId("product_variant");
const price = { priceMinor: 1_250n, priceCurrency: "GBP" };

/** A cart as it lies in the database; a guest's comes with its token. */
async function aCart(
  lines: Record<string, number>,
  more: { accountId?: string; channel?: string; currency?: string | null; status?: "OPEN" | "ORDERING" } = {},
) {
  const token = newId("token");
  const { accountId, channel = "default", currency = "GBP", status = "OPEN" } = more;
  const now = new Date();
  const holder = accountId === undefined ? { tokenHash: hashOfToken(token) } : { accountId };
  const market = { channel, currency, status, orderId: status === "OPEN" ? null : newId("order") };
  const id = newId("cart");
  await shop.db.cart.create({ data: { id, ...holder, ...market, createdAt: now, updatedAt: now } });
  const made = Object.entries(lines).map(([variantId, quantity], i) => ({
    id: newId("cart_line"),
    cartId: id,
    variantId,
    quantity,
    createdAt: new Date(now.getTime() + i),
    ...price,
  }));
  await shop.db.cartLine.createMany({ data: made });
  return { id, token };
}
async function merge(viewer: Viewer, input: object): Promise<Answer> {
  const { data, errors } = await shop.as(viewer).query<{ mergeCart: Answer }>(mergeDocument, { input });
  if (!data) throw new Error(JSON.stringify(errors));
  return data.mergeCart;
}
const linesOf = async (cartId: string) =>
  Object.fromEntries(
    (await shop.db.cartLine.findMany({ where: { cartId } })).map(({ variantId, quantity }) => [variantId, quantity]),
  );
const cartOf = async (viewer: Viewer, token?: string) =>
  (await shop.as(viewer).query("query ($token: String) { cart(token: $token) { id } }", { token })).data?.["cart"];

describe("mergeCart", () => {
  it("makes the account's cart when it has none, as the guest's was, and the token finds nothing afterwards", async () => {
    const [tea, cup] = [variant(), variant()];
    const shopperWithout = shopper();
    const { id, token } = await aCart({ [tea]: 2, [cup]: 1 }, { channel: "outlet", currency: "KRW" });
    const { cart, merged, dropped } = await merge(shopperWithout, { token });
    expect(merged).toEqual([
      { variantId: tea, quantity: 2 },
      { variantId: cup, quantity: 1 },
    ]);
    expect(dropped).toEqual([]);
    expect(cart).toMatchObject({ token: null, lines: [{ quantity: 2, variant: { id: tea } }, { quantity: 1 }] });
    expect(await shop.db.cart.findUnique({ where: { id: cart.id }, include: { lines: true } })).toMatchObject({
      accountId: shopperWithout.accountId,
      tokenHash: null,
      channel: "outlet",
      currency: "KRW",
      lines: [price, price],
    });

    expect(await shop.db.cart.findUnique({ where: { id } })).toBeNull();
    expect(await cartOf(guest, token)).toBeNull();
    expect((await merge(shopperWithout, { token })).__typename).toBe("CartNotFound");
    const { data } = await shop.as(guest).query(addDocument, { input: { token, variantId: tea } });
    expect(data).toEqual({ addToCart: { __typename: "CartNotFound" } });
    expect(await linesOf(cart.id)).toEqual({ [tea]: 2, [cup]: 1 });
    expect(await shop.published()).toEqual([]);
  });

  it.each([
    [
      "ADD",
      1_000,
      [
        ["both", 1_000],
        ["new", 7],
      ],
      [["both", 100, "TOO_LARGE"]],
      ["both", "new", "own"],
    ],
    [
      "KEEP_LARGER",
      600,
      [
        ["both", 600],
        ["new", 7],
      ],
      [["both", 500, "POLICY"]],
      ["both", "new", "own"],
    ],
    ["KEEP_ACCOUNT", 500, [["new", 7]], [["both", 600, "POLICY"]], ["both", "new", "own"]],
    [
      "REPLACE",
      600,
      [
        ["both", 600],
        ["new", 7],
      ],
      [
        ["own", 1, "POLICY"],
        ["both", 500, "POLICY"],
      ],
      ["both", "new"],
    ],
  ] as const)("by %s says exactly what came along and what did not", async (policy, both, merged, dropped, left) => {
    const viewer = shopper();
    const ids = { both: variant(), new: variant(), own: variant() };
    const account = await aCart({ [ids.own]: 1, [ids.both]: 500 }, viewer);
    const { token } = await aCart({ [ids.both]: 600, [ids.new]: 7 });
    const answer = await merge(viewer, { token, policy });
    expect(answer.cart.id).toBe(account.id);
    expect(answer.merged).toEqual(merged.map(([name, quantity]) => ({ variantId: ids[name], quantity })));
    expect(answer.dropped).toEqual(
      dropped.map(([name, quantity, reason]) => ({ variantId: ids[name], quantity, reason })),
    );
    const all = { both, new: 7, own: 1 };
    expect(await linesOf(account.id)).toEqual(Object.fromEntries(left.map((name) => [ids[name], all[name]])));
  });

  it("stops at 100 lines", async () => {
    const viewer = shopper();
    const account = await aCart(
      Object.fromEntries(Array.from({ length: mostLines - 1 }, () => [variant(), 1])),
      viewer,
    );
    const [first, second] = [variant(), variant()];
    const { token } = await aCart({ [first]: 2, [second]: 3 });
    expect(await merge(viewer, { token })).toMatchObject({
      merged: [{ variantId: first, quantity: 2 }],
      dropped: [{ variantId: second, quantity: 3, reason: "CART_FULL" }],
    });
    expect(Object.keys(await linesOf(account.id))).toHaveLength(mostLines);
  });

  it("leaves the account's market as it is, and forgets prices of another", async () => {
    const viewer = shopper();
    const [own, other] = [variant(), variant()];
    const account = await aCart({ [own]: 1 }, viewer);
    const { token } = await aCart({ [other]: 1 }, { channel: "outlet" });
    await merge(viewer, { token });
    expect(await shop.db.cart.findUnique({ where: { id: account.id } })).toMatchObject({ channel: "default" });
    const prices = await shop.db.cartLine.findMany({ where: { cartId: account.id }, orderBy: { createdAt: "asc" } });
    expect(prices.map(({ variantId, priceMinor }) => [variantId, priceMinor])).toEqual([
      [own, 1_250n],
      [other, null],
    ]);
  });

  it("changes neither cart while one of them is being ordered", async () => {
    const viewer = shopper();
    const [tea, cup] = [variant(), variant()];
    const account = await aCart({ [tea]: 1 }, viewer);
    const ordering = await aCart({ [cup]: 1 }, { status: "ORDERING" });
    expect((await merge(viewer, { token: ordering.token })).__typename).toBe("CartBeingOrdered");
    expect(await linesOf(account.id)).toEqual({ [tea]: 1 });

    const { id, token } = await aCart({ [cup]: 1 });
    await shop.db.cart.update({ where: { id: account.id }, data: { status: "ORDERING", orderId: newId("order") } });
    expect((await merge(viewer, { token })).__typename).toBe("CartBeingOrdered");
    expect(await linesOf(id)).toEqual({ [cup]: 1 });
    expect(await linesOf(account.id)).toEqual({ [tea]: 1 });
  });

  it("happens once, however many accounts and requests want the same cart at once", async () => {
    const tea = variant();
    const { token } = await aCart({ [tea]: 3 });
    const viewers = [shopper(), shopper(), shopper()].flatMap((viewer) => [viewer, viewer]);
    const answers = await Promise.all(viewers.map((viewer) => merge(viewer, { token })));
    expect(answers.filter(({ __typename }) => __typename === "CartMerged")).toHaveLength(1);
    expect(answers.filter(({ __typename }) => __typename === "CartNotFound")).toHaveLength(5);
    expect(await shop.db.cartLine.aggregate({ where: { variantId: tea }, _sum: { quantity: true } })).toEqual({
      _sum: { quantity: 3 },
    });
  });

  it("adds up guests' carts that come at once with what is put in meanwhile, and nobody waits in a circle", async () => {
    const viewer = shopper();
    const [tea, cup] = [variant(), variant()];
    const guests = await Promise.all(Array.from({ length: 8 }, () => aCart({ [tea]: 2, [cup]: 1 })));
    const add = () => shop.as(viewer).query(addDocument, { input: { variantId: tea, quantity: 5 } });
    await Promise.all([...guests.map(({ token }) => merge(viewer, { token })), add(), add()]);
    const carts = await shop.db.cart.findMany({ where: { accountId: viewer.accountId } });
    expect(carts).toHaveLength(1);
    expect(await linesOf(carts[0]?.id ?? "")).toEqual({ [tea]: 26, [cup]: 8 });
  });

  it("finds no cart by a forged token, an account's cart's id, or another's hash, and needs an account", async () => {
    const viewer = shopper();
    const { id } = await aCart({ [variant()]: 1 }, viewer);
    const { token } = await aCart({ [variant()]: 1 });
    for (const forged of ["", "\u0000", id, hashOfToken(token), "x".repeat(5_000)])
      expect((await merge(viewer, { token: forged })).__typename).toBe("CartNotFound");
    const { errors } = await shop.as(guest).query(mergeDocument, { input: { token } });
    expect(errors[0]?.extensions?.["code"]).toBe("UNAUTHENTICATED");
    const wrong = await shop.as(viewer).query(mergeDocument, { input: { token, policy: "STEAL" } });
    expect(wrong.errors[0]?.extensions?.["code"]).toBe("BAD_USER_INPUT");
    expect(await cartOf(guest, token)).not.toBeNull();
  });
});
