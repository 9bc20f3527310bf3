import { z } from "zod";
import { money } from "../../../bench/replay/money.ts";
import type { Contents } from "./journal.ts";

/** What the shoppers ask, and what they read of the answers. */
export const addToCart = `mutation ($input: AddToCartInput!) { addToCart(input: $input) { __typename ... on Cart { id token } } }`;
export const cartShape = z.object({
  addToCart: z.looseObject({ __typename: z.string(), token: z.string().nullish() }),
});

const orderFields =
  "id status total { amount currency } lines { id quantity } checkout { status nextAction { type redirectUrl } }";
const orderShape = z.looseObject({
  __typename: z.literal("Order"),
  id: z.string(),
  status: z.enum(["PENDING", "CONFIRMED", "FULFILLED", "CANCELLED", "PAYMENT_FAILED"]),
  total: money,
  lines: z.array(z.object({ id: z.string(), quantity: z.number() })),
  checkout: z
    .object({ nextAction: z.object({ type: z.string(), redirectUrl: z.string().nullable() }).nullable() })
    .nullish(),
});
export type Order = z.output<typeof orderShape>;
const problemShape = z.looseObject({ __typename: z.string(), code: z.string() });

export const placeOrder = `mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { __typename ... on Problem { code } ... on Order { ${orderFields} } } }`;
export const placeShape = z.object({ placeOrder: z.union([orderShape, problemShape]) });

export const cancelOrder = `mutation ($input: CancelOrderInput!) { cancelOrder(input: $input) { __typename ... on Problem { code } ... on Order { ${orderFields} } } }`;
export const cancelShape = z.object({ cancelOrder: z.union([orderShape, problemShape]) });

export const readOrder = `query ($id: ID!, $token: String) { order(id: $id, token: $token) { __typename ${orderFields} } }`;
export const readShape = z.object({ order: orderShape.nullable() });

export const isOrder = (answer: { readonly __typename: string }): answer is Order => answer.__typename === "Order";

/** What an answer says that the order holds. */
export const contentsOf = ({ lines, total }: Order): Contents => ({
  pieces: lines.reduce((sum, { quantity }) => sum + quantity, 0),
  totalMinor: total,
});

export const signIn = `mutation ($input: SignInInput!) { signIn(input: $input) { __typename ... on Session { accessToken } } }`;
export const signInShape = z.object({ signIn: z.looseObject({ accessToken: z.string() }) });
export const register = `mutation ($input: RegisterInput!) { register(input: $input) { __typename } }`;
export const typeShape = z.record(z.string(), z.looseObject({ __typename: z.string() }).nullable());

export const products = `{ products(first: 20) { nodes { variants { id price { amount } } } } }`;
export const productsShape = z.object({
  products: z.object({
    nodes: z.array(
      z.object({ variants: z.array(z.object({ id: z.string(), price: z.object({ amount: z.string() }).nullable() })) }),
    ),
  }),
});

export const adjustStock = `mutation ($input: AdjustStockInput!) { adjustStock(input: $input) { __typename } }`;

export const stockOf = `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on ProductVariant { stock { onHand } } } }`;
export const stockShape = z.object({
  nodes: z.array(z.object({ stock: z.array(z.object({ onHand: z.number() })).nullish() }).nullable()),
});

export const readReference = `query ($id: ID!) { order(id: $id) { payments { method providerReference amount { amount } } } }`;
export const referenceShape = z.object({
  order: z
    .object({
      payments: z
        .array(
          z.object({
            method: z.string(),
            providerReference: z.string().nullable(),
            amount: z.object({ amount: z.string() }),
          }),
        )
        .nullable(),
    })
    .nullable(),
});

export const issueGiftCard = `mutation ($input: IssueGiftCardInput!) { issueGiftCard(input: $input) { __typename ... on GiftCardIssued { code } } }`;
export const giftCardShape = z.object({ issueGiftCard: z.looseObject({ code: z.string() }) });
