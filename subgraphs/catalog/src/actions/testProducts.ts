import type { CreateProductInput } from "../__generated__/resolvers.ts";

let made = 0;

/** A product that nobody has yet, unless told otherwise. */
export function aProduct(more: Partial<CreateProductInput> = {}): CreateProductInput {
  made += 1;
  return {
    translations: [{ locale: "en", name: `Thing ${made}`, description: "" }],
    variants: [{ sku: `THING-${made}`, name: "", price: { amount: "12.50", currency: "GBP" } }],
    slug: null,
    category: null,
    picture: null,
    ...more,
  };
}
