import { defineCall } from "@madang/service-kit";
import { z } from "zod";

/** How many variants inventory tells of at once. */
export const mostCountedAtOnce = 100;

/** How many there are of variants in a channel, counted up to 100; those it does not know are left out. */
export const stockOf = defineCall<{ channel: string; variantIds: readonly string[] }>()({
  to: "inventory",
  name: "stockOf",
  document: `query StockOf($channel: String!, $variantIds: [ID!]!) {
    stockOf(channel: $channel, variantIds: $variantIds) { variantId available }
  }`,
  result: z
    .object({ stockOf: z.array(z.object({ variantId: z.string(), available: z.number().int() })) })
    .transform(({ stockOf }) => stockOf),
});
