import { defineCall, isCurrency, parseAmount } from "@madang/service-kit";
import { z } from "zod";
import type { Quote } from "../domain/totals.ts";

/** How many variants the catalogue prices at once. */
export const mostQuoted = 200;

const money = z
  .object({ amount: z.string(), currency: z.string().refine(isCurrency) })
  .transform(({ amount, currency }, context) => {
    const minor = parseAmount(amount, currency);
    if (minor !== null && minor >= 0n) return { minor, currency };
    context.addIssue({ code: "custom", message: "is no price" });
    return z.NEVER;
  });

/** Prices as they stand now, with names in the language asked for, else in that of whoever asks. */
export const quote = defineCall<{
  channel: string;
  currency: string;
  variantIds: readonly string[];
  locale?: string;
}>()({
  to: "catalog",
  name: "quote",
  document: `query Quote($channel: String!, $currency: CurrencyCode!, $variantIds: [ID!]!, $locale: Locale) {
    quote(channel: $channel, currency: $currency, variantIds: $variantIds, locale: $locale) {
      variantId sku name unitPrice { amount currency }
    }
  }`,
  result: z
    .object({
      quote: z.array(
        z.object({ variantId: z.string(), sku: z.string(), name: z.string(), unitPrice: money.nullable() }),
      ),
    })
    .transform(({ quote }): readonly Quote[] => quote),
});
