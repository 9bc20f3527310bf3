import { newId, type Viewer } from "@madang/service-kit";
import { ada, guest, startTestSubgraph } from "@madang/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { orders } from "../subgraph.ts";

// The catalogue is not there: what is refused here is refused before anybody is asked. See also tests/e2e/checkout.
const open = () => startTestSubgraph(orders, { env: { CALL_ATTEMPTS: "1" } });
let shop: Awaited<ReturnType<typeof open>>;
beforeAll(async () => {
  shop = await open();
});
afterAll(() => shop[Symbol.asyncDispose]());

const add = `mutation ($input: AddToCartInput!) { addToCart(input: $input) { ... on Cart { id token } } }`;
const place = `mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) {
  __typename ... on Problem { code } ... on InvalidInput { fields { path code } } } }`;
const read = "query ($token: String) { cart(token: $token) { totalQuantity } }";

const shippingAddress = { name: "Ada Lovelace", lines: ["12 St James's Square"], city: "London", country: "GB" };
const email = "ada@example.com";

async function cartOf(viewer: Viewer): Promise<string | null> {
  const { data } = await shop
    .as(viewer)
    .query<{ addToCart: { token: string | null } }>(add, { input: { variantId: newId("product_variant") } });
  return data?.addToCart.token ?? null;
}

async function placeAs(viewer: Viewer, input: object) {
  const answer = await shop.as(viewer).query(place, {
    input: { idempotencyKey: newId("key"), shippingAddress, email, ...input },
  });
  return answer.data?.["placeOrder"] ?? answer.errors[0]?.extensions?.["code"];
}
const someone = (): Viewer => ({ ...ada, accountId: newId("account") });

describe("A checkout", () => {
  it("comes to nothing when the catalogue does not answer: no order, and the cart as it was", async () => {
    const token = await cartOf(guest);
    expect(await placeAs(guest, { token })).toEqual({ __typename: "OrderNotPlaced", code: "ORDER_NOT_PLACED" });
    expect(await shop.db.order.count()).toBe(0);
    expect(await shop.published()).toEqual([]);
    expect((await shop.as(guest).query(read, { token })).data).toEqual({ cart: { totalQuantity: 1 } });
    expect(
      (await shop.as(guest).query(add, { input: { token, variantId: newId("product_variant") } })).data,
    ).toMatchObject({
      addToCart: { id: expect.any(String) },
    });
  });

  it("needs a cart of the viewer's with something in it", async () => {
    const token = await cartOf(guest);
    expect(await placeAs(guest, {})).toMatchObject({ __typename: "CartNotFound" });
    expect(await placeAs(someone(), {})).toMatchObject({ __typename: "CartNotFound" });
    expect(await placeAs(guest, { token: `${token}x` })).toMatchObject({ __typename: "CartNotFound" });

    const shopper = someone();
    await cartOf(shopper);
    await shop.has((db) => db.cartLine.deleteMany({ where: { cart: { accountId: shopper.accountId } } }));
    expect(await placeAs(shopper, {})).toMatchObject({ __typename: "CartEmpty" });
  });

  it("refuses a cart that is being ordered, which cannot be changed either", async () => {
    const shopper = someone();
    await cartOf(shopper);
    await shop.has((db) =>
      db.cart.updateMany({
        where: { accountId: shopper.accountId },
        data: { status: "ORDERING", orderId: newId("order") },
      }),
    );
    expect(await placeAs(shopper, {})).toMatchObject({ __typename: "CartBeingOrdered" });
    const { data } = await shop
      .as(shopper)
      .query("mutation ($input: AddToCartInput!) { addToCart(input: $input) { __typename } }", {
        input: { variantId: newId("product_variant") },
      });
    expect(data).toEqual({ addToCart: { __typename: "CartBeingOrdered" } });
  });

  it("names what it cannot take, before it has done anything", async () => {
    const token = await cartOf(guest);
    const address = (changed: object) => ({ shippingAddress: { ...shippingAddress, ...changed } });
    for (const [input, path, code] of [
      [{ email: null }, "email", "REQUIRED"],
      [{ idempotencyKey: "short" }, "idempotencyKey", "WRONG_FORMAT"],
      [{ idempotencyKey: "with spaces in it" }, "idempotencyKey", "WRONG_FORMAT"],
      [address({ name: "A" }), "shippingAddress.name", "TOO_SHORT"],
      [address({ name: "Ada\u0000Lovelace" }), "shippingAddress.name", "NOT_ALLOWED"],
      [address({ lines: [] }), "shippingAddress.lines", "TOO_SHORT"],
      [address({ lines: ["1", "2", "3", "4"] }), "shippingAddress.lines", "TOO_LONG"],
      [address({ lines: ["ok", "x".repeat(201)] }), "shippingAddress.lines.1", "TOO_LONG"],
      [address({ city: "   " }), "shippingAddress.city", "TOO_SHORT"],
      [address({ region: "x".repeat(101) }), "shippingAddress.region", "TOO_LONG"],
      [address({ postalCode: "x".repeat(21) }), "shippingAddress.postalCode", "TOO_LONG"],
      [address({ lines: ["Visa 4242 4242 4242 4242"] }), "shippingAddress.lines.0", "NOT_ALLOWED"],
      [address({ city: "4242424242424242" }), "shippingAddress.city", "NOT_ALLOWED"],
    ] as const)
      expect(await placeAs(guest, { token, ...input })).toMatchObject({
        __typename: "InvalidInput",
        fields: [{ path, code }],
      });
    const card = (more: object) => ({ payments: [{ method: "CARD", token: "tok_1", ...more }] });
    for (const [input, path, code] of [
      [{ paymentMethod: "CARD" }, "payments.0.token", "REQUIRED"],
      [{ paymentMethod: "GIFT_CARD" }, "payments.0.giftCardCode", "REQUIRED"],
      [{ payments: [] }, "payments", "TOO_SHORT"],
      [{ payments: Array(6).fill({ method: "INVOICE", amount: "1" }) }, "payments", "TOO_LONG"],
      [{ payments: Array(2).fill({ method: "INVOICE" }) }, "payments", "NOT_ALLOWED"],
      [card({ token: "4242 4242 4242 4242" }), "payments.0.token", "NOT_ALLOWED"],
      [card({ token: "tok_378282246310005" }), "payments.0.token", "NOT_ALLOWED"],
      [card({ token: "x".repeat(256) }), "payments.0.token", "TOO_LONG"],
      [card({ savedMethodId: "payment_method_1" }), "payments.0.savedMethodId", "NOT_ALLOWED"],
      [card({ save: true }), "payments.0.save", "NOT_ALLOWED"],
      [card({ giftCardCode: "A" }), "payments.0.giftCardCode", "NOT_ALLOWED"],
      [{ payments: [{ method: "INVOICE", token: "tok_1" }] }, "payments.0.token", "NOT_ALLOWED"],
      [
        { payments: [{ method: "GIFT_CARD", giftCardCode: "4242424242424242" }] },
        "payments.0.giftCardCode",
        "NOT_ALLOWED",
      ],
      [{ returnUrl: "javascript:alert(1)" }, "returnUrl", "WRONG_FORMAT"],
      [{ returnUrl: "https://shop.example/?pan=4242424242424242" }, "returnUrl", "NOT_ALLOWED"],
      [{ expectedTotal: "-1" }, "expectedTotal", "WRONG_FORMAT"],
    ] as const)
      expect(await placeAs(guest, { token, ...input })).toMatchObject({
        __typename: "InvalidInput",
        fields: [{ path, code }],
      });
    for (const input of [
      { expectedTotal: "a lot" },
      { payments: [{ method: "CASH" }] },
      { email: "nobody" },
      { email: `${"x".repeat(300)}@example.com` },
      { paymentMethod: "GOLD" },
      { total: "1.00" },
      address({ country: "XX" }),
      address({ country: 1 }),
      address({ phone: "call me" }),
      address({ owner: "me" }),
    ])
      expect(await placeAs(guest, { token, ...input })).toBe("BAD_USER_INPUT");
    expect(await shop.db.kitProcess.count({ where: { status: { not: "REFUSED" } } })).toBe(0);
  });
});
