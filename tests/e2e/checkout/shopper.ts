import { newId, type Viewer } from "@madang/service-kit";
import { guest } from "@madang/testkit";
import { address, told } from "./openShop.ts";

export interface Placed {
  readonly __typename: string;
  readonly id?: string;
  readonly status?: string;
  readonly total?: { readonly amount: string };
  readonly [field: string]: unknown;
}

const add = `mutation ($input: AddLinesToCartInput!) { addLinesToCart(input: $input) { ... on Cart { token } } }`;
const place = `mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) {
  __typename
  ... on Problem { code }
  ... on InvalidInput { fields { path code } }
  ... on InsufficientStock { variantId available }
  ... on VariantNotForSale { variantId }
  ... on PaymentDeclined { index declineCode }
  ... on Order { id number status total { amount currency } checkout { status problem nextAction { type redirectUrl bankTransfer { amount { amount } } } }
    lines { sku quantity unitPrice { amount } total { amount } } }
} }`;

export const placeInput = (input: object = {}) => ({
  idempotencyKey: newId("key"),
  email: "ada@example.com",
  shippingAddress: address,
  ...input,
});

/** Somebody with a cart. */
export async function fillCart(url: string, wanted: Record<string, number>, viewer: Viewer = guest) {
  const lines = Object.entries(wanted).map(([variantId, quantity]) => ({ variantId, quantity }));
  const { addLinesToCart } = await told<{ addLinesToCart: { token: string | null } }>(url, viewer, add, {
    input: { lines },
  });
  return addLinesToCart.token;
}

export async function placeOrder(url: string, viewer: Viewer, input: object): Promise<Placed> {
  const { placeOrder } = await told<{ placeOrder: Placed }>(url, viewer, place, { input });
  return placeOrder;
}

export async function cartOf(url: string, viewer: Viewer, token: string | null) {
  const { cart } = await told<{ cart: { totalQuantity: number; total: { amount: string } | null } | null }>(
    url,
    viewer,
    "query ($token: String) { cart(token: $token) { totalQuantity total { amount } lines { unitPrice { amount } total { amount } } } }",
    { token },
  );
  return cart;
}
