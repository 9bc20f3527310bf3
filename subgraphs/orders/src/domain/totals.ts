import { type Money, sumMoney, times } from "@madang/service-kit";

export interface WantedLine {
  readonly variantId: string;
  readonly quantity: number;
}

/** What the catalogue says of a variant: without a price it is not for sale. */
export interface Quote {
  readonly variantId: string;
  readonly sku: string;
  readonly name: string;
  readonly unitPrice: Money | null;
}

export interface PricedLine extends WantedLine {
  readonly sku: string;
  readonly name: string;
  readonly unitPrice: Money;
  readonly total: Money;
}

/** The lines with their prices, or the first variant that is not for sale in the currency. */
export function priceLines(
  lines: readonly WantedLine[],
  quotes: readonly Quote[],
  currency: string,
): { readonly lines: readonly PricedLine[] } | { readonly notForSale: string } {
  const quoteOf = new Map(quotes.map((quote) => [quote.variantId, quote]));
  const priced: PricedLine[] = [];
  for (const { variantId, quantity } of lines) {
    const quote = quoteOf.get(variantId);
    if (quote?.unitPrice?.currency !== currency) return { notForSale: variantId };
    const { sku, name, unitPrice } = quote;
    priced.push({ variantId, quantity, sku, name, unitPrice, total: times(unitPrice, quantity) });
  }
  return { lines: priced };
}

/** The sum of the lines. */
export const totalOf = (currency: string, lines: readonly { readonly total: Money }[]): Money =>
  sumMoney(
    currency,
    lines.map(({ total }) => total),
  );

/** What a cart costs: null when a price is missing, or when it is empty and so has no currency. */
export function cartTotal(lines: readonly WantedLine[], prices: readonly (Money | null)[]): Money | null {
  const totals: { total: Money }[] = [];
  for (const [i, { quantity }] of lines.entries()) {
    const price = prices[i];
    if (!price) return null;
    totals.push({ total: times(price, quantity) });
  }
  const [first] = totals;
  return first ? totalOf(first.total.currency, totals) : null;
}
