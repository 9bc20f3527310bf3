import { z } from "zod";
import type { Basket } from "./baskets.ts";
import type { Graph, Headers } from "./graph.ts";

const first = `mutation ($input: AddToCartInput!) { addToCart(input: $input) {
  __typename ... on Cart { token } ... on Problem { code } } }`;
const firstAdded = z.object({
  addToCart: z.object({ token: z.string().nullish(), code: z.string().optional() }),
});
const cartLines = `query { cart { lines { id quantity variant { id } } } }`;
const linesFound = z.object({
  cart: z
    .object({
      lines: z.array(z.object({ id: z.string(), quantity: z.number(), variant: z.object({ id: z.string() }) })),
    })
    .nullable(),
});
const outcomes = z.record(z.string(), z.object({ code: z.string().optional() }));

/** A guest's cart with all of a basket in it; its token. Left half full by a fault, it is nobody's, and another is filled. */
export async function fillGuestCart(graph: Graph, { lines }: Basket, together: number): Promise<string> {
  const [head, ...others] = lines;
  const { addToCart } = await graph.once(first, { input: { ...head } }, firstAdded);
  const { token } = addToCart;
  if (!token) throw new Error(`A cart cannot be made: ${addToCart.code}`);
  await add(graph, others, token, {}, together);
  return token;
}

/** The account's cart with all of a basket in it and nothing else. */
export async function fillAccountCart(
  graph: Graph,
  { lines }: Basket,
  headers: Headers,
  { empty, together }: { readonly empty: boolean; readonly together: number },
): Promise<void> {
  if (!empty) for (const { id } of await linesOf(graph, headers)) await remove(graph, id, headers);
  await add(graph, lines, null, headers, together);
  if (!empty && !holds(await linesOf(graph, headers), lines))
    // A request that nobody waited for any longer was still being worked on.
    throw new Error("The cart holds something else than was put in.");
}

const linesOf = async (graph: Graph, headers: Headers) =>
  (await graph.ask(cartLines, {}, linesFound, headers)).cart?.lines ?? [];

const remove = (graph: Graph, lineId: string, headers: Headers) =>
  eachTogether(graph, "removeFromCart", "RemoveFromCartInput", [{ lineId }], headers, 1);

const holds = (found: readonly { variant: { id: string }; quantity: number }[], wanted: Basket["lines"]) =>
  found.length === wanted.length &&
  wanted.every(({ variantId, quantity }) =>
    found.some((one) => one.variant.id === variantId && one.quantity === quantity),
  );

const add = (graph: Graph, lines: Basket["lines"], token: string | null, headers: Headers, together: number) =>
  eachTogether(
    graph,
    "addToCart",
    "AddToCartInput",
    lines.map((line) => ({ ...line, token })),
    headers,
    together,
  );

async function eachTogether(
  graph: Graph,
  field: string,
  type: string,
  inputs: readonly object[],
  headers: Headers,
  together: number,
): Promise<void> {
  for (let from = 0; from < inputs.length; from += together) {
    const some = inputs.slice(from, from + together);
    const parameters = some.map((_, i) => `$i${i}: ${type}!`).join(", ");
    const fields = some
      .map((_, i) => `a${i}: ${field}(input: $i${i}) { __typename ... on Problem { code } }`)
      .join(" ");
    const variables = Object.fromEntries(some.map((input, i) => [`i${i}`, input]));
    const answers = await graph.once(`mutation (${parameters}) { ${fields} }`, variables, outcomes, headers);
    const refused = Object.values(answers).find(({ code }) => code !== undefined);
    if (refused) throw new Error(`${field} is refused: ${refused.code}`);
  }
}
