import { z } from "zod";

const card = "id slug name variants { id price { amount currency } availability { inStock } }";

/** What the pages of a shop ask for. */
const documents = {
  home: `{ products(first: 4, sort: NAME) { totalCount nodes { ${card} } } categories { id name children { id name } } }`,
  search: `{ products(filter: { search: "lantern" }, first: 4) { totalCount nodes { ${card} } } }`,
  product: `query ($slug: String!) { product(slug: $slug) { ${card} description category { name } } }`,
  cart: `query ($token: String) { cart(token: $token) {
    id totalQuantity total { amount } warnings { kind }
    lines { id quantity unitPrice { amount } total { amount } variant { sku product { name } availability { inStock } } }
  } }`,
} as const;

export type Page = keyof typeof documents;
export const pages = ["home", "search", "product", "cart"] as const satisfies readonly Page[];

const slugDocument = `{ products(filter: { search: "lantern" }, first: 1) { nodes { slug } } }`;
const slugShape = z.object({
  data: z.object({ products: z.object({ nodes: z.array(z.object({ slug: z.string() })) }) }),
});
const answer = z.object({ data: z.record(z.string(), z.unknown()).nullable() });
const patienceMs = 15_000;
let slug: string | null = null;

/** A page as the graph answers it: data alone, whatever else it says. Throws when it does not answer. */
export async function openPage(url: string, page: Page, token: string | null): Promise<unknown> {
  slug ??= slugShape.parse(await ask(url, slugDocument, {})).data.products.nodes[0]?.slug ?? "";
  return answer.parse(await ask(url, documents[page], { slug, token })).data;
}

async function ask(url: string, query: string, variables: object): Promise<unknown> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(patienceMs),
  });
  return await response.json();
}
