import { z } from "zod";
import type { Basket } from "./baskets.ts";
import type { Graph, Headers } from "./graph.ts";

const addLines = `mutation ($input: AddLinesToCartInput!) { addLinesToCart(input: $input) {
  __typename ... on Cart { token } ... on Problem { code } } }`;
const added = z.object({
  addLinesToCart: z.object({ token: z.string().nullish(), code: z.string().optional() }),
});
const cartLines = `query { cart { lines { id quantity variant { id } } } }`;
const linesFound = z.object({
  cart: z
    .object({
      lines: z.array(z.object({ id: z.string(), quantity: z.number(), variant: z.object({ id: z.string() }) })),
    })
    .nullable(),
});
const removeLine = `mutation ($input: RemoveFromCartInput!) { removeFromCart(input: $input) {
  __typename ... on Problem { code } } }`;
const removed = z.object({ removeFromCart: z.object({ code: z.string().optional() }) });

/** A guest's cart with all of a basket in it; its token. */
export async function fillGuestCart(graph: Graph, basket: Basket): Promise<string> {
  const token = await add(graph, basket, {});
  if (!token) throw new Error("A guest's cart came without its token.");
  return token;
}

/** The account's cart with all of a basket in it and nothing else. */
export async function fillAccountCart(
  graph: Graph,
  basket: Basket,
  headers: Headers,
  { empty }: { readonly empty: boolean },
): Promise<void> {
  if (!empty) for (const { id } of await linesOf(graph, headers)) await remove(graph, id, headers);
  await add(graph, basket, headers);
  if (!empty && !holds(await linesOf(graph, headers), basket.lines))
    // A request that nobody waited for any longer was still being worked on.
    throw new Error("The cart holds something else than was put in.");
}

async function add(graph: Graph, { lines }: Basket, headers: Headers): Promise<string | null> {
  const { addLinesToCart } = await graph.once(addLines, { input: { lines } }, added, headers);
  if (addLinesToCart.code !== undefined) throw new Error(`A cart cannot be filled: ${addLinesToCart.code}`);
  return addLinesToCart.token ?? null;
}

async function remove(graph: Graph, lineId: string, headers: Headers): Promise<void> {
  const { removeFromCart } = await graph.once(removeLine, { input: { lineId } }, removed, headers);
  if (removeFromCart.code !== undefined) throw new Error(`A cart cannot be emptied: ${removeFromCart.code}`);
}

const linesOf = async (graph: Graph, headers: Headers) =>
  (await graph.ask(cartLines, {}, linesFound, headers)).cart?.lines ?? [];

const holds = (found: readonly { variant: { id: string }; quantity: number }[], wanted: Basket["lines"]) =>
  found.length === wanted.length &&
  wanted.every(({ variantId, quantity }) =>
    found.some((one) => one.variant.id === variantId && one.quantity === quantity),
  );
