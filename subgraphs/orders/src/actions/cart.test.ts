import { newId, type Viewer } from "@madang/service-kit";
import { ada, brian, guest, startTestSubgraph } from "@madang/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hashOfToken } from "../data/cartToken.ts";
import { orders } from "../subgraph.ts";

const cartFields = "id token totalQuantity lines { id quantity variant { id } }";
const add = `mutation ($input: AddToCartInput!) { addToCart(input: $input) {
  __typename ... on Cart { ${cartFields} } ... on Problem { code message }
  ... on InvalidInput { fields { path code } } ... on CartFull { limit } } }`;
const addLines = `mutation ($input: AddLinesToCartInput!) { addLinesToCart(input: $input) {
  __typename ... on Cart { ${cartFields} } ... on Problem { code message }
  ... on InvalidInput { fields { path code } } ... on CartFull { limit } } }`;
const change = `mutation ($input: ChangeCartLineInput!) { changeCartLine(input: $input) {
  __typename ... on Cart { ${cartFields} } ... on Problem { code } ... on InvalidInput { fields { path code } } } }`;
const remove = `mutation ($input: RemoveFromCartInput!) { removeFromCart(input: $input) {
  __typename ... on Cart { ${cartFields} } ... on Problem { code } } }`;
const read = `query ($token: String) { cart(token: $token) {
  ${cartFields} total { amount } lines { unitPrice { amount } total { amount } } } }`;

interface CartShown {
  __typename: string;
  id: string;
  token: string | null;
  totalQuantity: number;
  lines: { id: string; quantity: number; variant: { id: string } }[];
}

const open = () => startTestSubgraph(orders);
let shop: Awaited<ReturnType<typeof open>>;
beforeAll(async () => {
  shop = await open();
});
afterAll(() => shop[Symbol.asyncDispose]());

async function mutate(viewer: Viewer, document: string, input: object): Promise<CartShown> {
  const { data, errors } = await shop.as(viewer).query<Record<string, CartShown>>(document, { input });
  const [answer] = Object.values(data ?? {});
  if (!answer) throw new Error(JSON.stringify(errors));
  return answer;
}
const cartOf = async (viewer: Viewer, token?: string | null) =>
  (await shop.as(viewer).query<{ cart: CartShown | null }>(read, { token })).data?.cart;
const variant = () => newId("product_variant");
const someone = (): Viewer => ({ ...ada, accountId: newId("account") });

describe("A guest's cart", () => {
  it("comes with a secret that is given once and is not in the database", async () => {
    const variantId = variant();
    const made = await mutate(guest, add, { variantId, quantity: 2 });
    expect(made.token).toMatch(/^[\w-]{43}$/);
    expect(made).toMatchObject({ totalQuantity: 2, lines: [{ quantity: 2, variant: { id: variantId } }] });

    const again = await mutate(guest, add, { variantId, quantity: 1, token: made.token });
    expect(again).toMatchObject({ id: made.id, token: null, totalQuantity: 3 });
    const stored = await shop.db.cart.findUniqueOrThrow({ where: { id: made.id } });
    expect(stored.tokenHash).toBe(hashOfToken(made.token ?? ""));
    expect(JSON.stringify(stored)).not.toContain(made.token);
  });

  it("is found by its token alone: a forged one, another's and none look the same", async () => {
    const { token, id, lines } = await mutate(guest, add, { variantId: variant() });
    const lineId = lines[0]?.id;
    for (const forged of [`${token}A`, "", "\u0000", "x".repeat(5_000), hashOfToken(token ?? "")]) {
      expect(await cartOf(guest, forged)).toBeNull();
      expect((await mutate(guest, add, { variantId: variant(), token: forged })).__typename).toBe("CartNotFound");
      expect((await mutate(guest, remove, { lineId, token: forged })).__typename).toBe("CartNotFound");
    }
    expect((await mutate(guest, change, { lineId, quantity: 5 })).__typename).toBe("CartNotFound");
    expect((await mutate(brian, change, { lineId, quantity: 5 })).__typename).toBe("CartNotFound");
    expect(await cartOf(guest, token)).toMatchObject({ id, totalQuantity: 1 });
  });
});

describe("An account's cart", () => {
  it("is one, however many requests make it at once, and adds up what they put in", async () => {
    const shopper = someone();
    const variantId = variant();
    const made = await Promise.all(Array.from({ length: 10 }, () => mutate(shopper, add, { variantId, quantity: 3 })));
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
    expect(made.every(({ token }) => token === null)).toBe(true);
    expect(await cartOf(shopper)).toMatchObject({ totalQuantity: 30, lines: [{ quantity: 30 }] });
  });

  it("changes and loses its lines, and those of no other cart", async () => {
    const [shopper, other] = [someone(), someone()];
    await mutate(shopper, add, { variantId: variant() });
    const { lines } = await mutate(shopper, add, { variantId: variant(), quantity: 4 });
    const [first, second] = lines;
    await mutate(other, add, { variantId: variant() });
    for (const lineId of [first?.id, "line", "\u0000"])
      expect((await mutate(other, remove, { lineId })).__typename).toBe("CartLineNotFound");

    expect(await mutate(shopper, change, { lineId: second?.id, quantity: 7 })).toMatchObject({ totalQuantity: 8 });
    expect(await mutate(shopper, change, { lineId: first?.id, quantity: 0 })).toMatchObject({
      lines: [{ id: second?.id, quantity: 7 }],
    });
    expect(await mutate(shopper, remove, { lineId: second?.id })).toMatchObject({ lines: [], totalQuantity: 0 });
    expect((await mutate(shopper, remove, { lineId: second?.id })).__typename).toBe("CartLineNotFound");
  });

  it("is also reached through _entities by its account alone", async () => {
    const shopper = someone();
    const { id } = await mutate(shopper, add, { variantId: variant() });
    const entity = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Cart { id totalQuantity } } }`;
    const representations = { r: [{ __typename: "Cart", id }] };
    expect((await shop.as(shopper).query(entity, representations)).data).toEqual({
      _entities: [{ id, totalQuantity: 1 }],
    });
    for (const stranger of [brian, guest])
      expect((await shop.as(stranger).query(entity, representations)).data).toEqual({ _entities: [null] });
  });

  it("shows without prices when the catalogue does not answer", async () => {
    const shopper = someone();
    await mutate(shopper, add, { variantId: variant(), quantity: 2 });
    const { data, errors } = await shop.as(shopper).query(read);
    expect(errors).toEqual([]);
    expect(data).toMatchObject({ cart: { total: null, lines: [{ quantity: 2, unitPrice: null, total: null }] } });
  });
});

describe("Several lines at once", () => {
  it("make a guest's cart, in the order given, and add to what is in it", async () => {
    const [mug, pin, pot] = [variant(), variant(), variant()];
    const made = await mutate(guest, addLines, {
      lines: [{ variantId: pot, quantity: 3 }, { variantId: mug }, { variantId: pin, quantity: 7 }],
    });
    expect(made.token).toMatch(/^[\w-]{43}$/);
    const shown = [pot, mug, pin].map((id) => ({ variant: { id } }));
    expect(made).toMatchObject({ totalQuantity: 11, lines: shown });

    const again = await mutate(guest, addLines, {
      token: made.token,
      lines: [{ variantId: pin, quantity: 1 }, { variantId: variant() }, { variantId: pot, quantity: 2 }],
    });
    expect(again).toMatchObject({ id: made.id, token: null, totalQuantity: 15 });
    expect(again.lines.map(({ quantity }) => quantity)).toEqual([5, 1, 8, 1]);
    expect(again.lines.slice(0, 3).map(({ id }) => id)).toEqual(made.lines.map(({ id }) => id));
  });

  it("are all put in or none", async () => {
    const shopper = someone();
    const [held, other] = [variant(), variant()];
    await mutate(shopper, add, { variantId: held, quantity: 900 });
    const before = await cartOf(shopper);
    const many = (count: number) => Array.from({ length: count }, () => ({ variantId: variant() }));
    for (const [lines, path, code] of [
      [[], "lines", "TOO_SHORT"],
      [many(101), "lines", "TOO_LONG"],
      [[{ variantId: other }, { variantId: held, quantity: 101 }], "lines.1.quantity", "TOO_LARGE"],
      [[{ variantId: other, quantity: 0 }], "lines.0.quantity", "TOO_SMALL"],
      [[{ variantId: other }, { variantId: other }], "lines", "DUPLICATE"],
      [[{ variantId: other }, { variantId: newId("product") }], "lines.1.variantId", "WRONG_FORMAT"],
    ] as const)
      expect(await mutate(shopper, addLines, { lines })).toMatchObject({
        __typename: "InvalidInput",
        fields: [{ path, code }],
      });
    expect(await mutate(shopper, addLines, { lines: many(100) })).toMatchObject({ __typename: "CartFull", limit: 100 });
    expect(await cartOf(shopper)).toEqual(before);
    expect(await mutate(shopper, addLines, { lines: many(99) })).toMatchObject({ totalQuantity: 999 });
  });

  it("are for whoever holds the cart", async () => {
    const { token } = await mutate(guest, add, { variantId: variant() });
    const lines = [{ variantId: variant() }];
    for (const forged of [`${token}A`, "", "\u0000"])
      expect((await mutate(guest, addLines, { token: forged, lines })).__typename).toBe("CartNotFound");
    expect(await cartOf(guest, token)).toMatchObject({ totalQuantity: 1 });
  });
});

describe("A cart's limits", () => {
  it("are 1 to 1,000 pieces of a line, also when lines of a variant are merged", async () => {
    const shopper = someone();
    const variantId = variant();
    await mutate(shopper, add, { variantId, quantity: 600 });
    for (const quantity of [0, -1, 401, 1_001, 2 ** 31 - 1])
      expect(await mutate(shopper, add, { variantId, quantity })).toMatchObject({
        __typename: "InvalidInput",
        fields: [{ path: "quantity", code: quantity < 1 ? "TOO_SMALL" : "TOO_LARGE" }],
      });
    for (const quantity of [1.5, 2 ** 31, 1e308, "2", null]) {
      const { errors } = await shop.as(shopper).query(add, { input: { variantId, quantity } });
      expect(errors[0]?.extensions?.["code"]).toBe("BAD_USER_INPUT");
    }
    expect(await mutate(shopper, add, { variantId, quantity: 400 })).toMatchObject({ totalQuantity: 1_000 });
  });

  it("are 100 lines", async () => {
    const shopper = someone();
    const { id } = await mutate(shopper, add, { variantId: variant() });
    await shop.has((db) =>
      db.cartLine.createMany({
        data: Array.from({ length: 99 }, () => ({
          id: newId("cart_line"),
          cartId: id,
          variantId: variant(),
          quantity: 1,
          createdAt: new Date(),
        })),
      }),
    );
    expect(await mutate(shopper, add, { variantId: variant() })).toMatchObject({ __typename: "CartFull", limit: 100 });
    const lines = (await cartOf(shopper))?.lines ?? [];
    expect(await mutate(shopper, add, { variantId: lines[50]?.variant.id })).toMatchObject({ totalQuantity: 101 });
  });

  it("are ids of variants", async () => {
    for (const variantId of ["", "1", newId("product"), "product_variant_", `${variant()}\u0000`, "x".repeat(10_000)])
      expect(await mutate(someone(), add, { variantId })).toMatchObject({
        __typename: "InvalidInput",
        fields: [{ path: "variantId", code: "WRONG_FORMAT" }],
      });
  });

  it("are kept by the database too", async () => {
    const { id } = await mutate(someone(), add, { variantId: variant() });
    const line = { id: newId("cart_line"), cartId: id, variantId: variant(), createdAt: new Date() };
    for (const quantity of [0, 1_001])
      await expect(shop.db.cartLine.create({ data: { ...line, quantity } })).rejects.toThrow("cart_line_quantity");
  });
});
