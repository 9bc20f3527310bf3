import { type Money, sumMoney, times } from "@madang/service-kit";
import { borneBy, spread } from "./allocation.ts";

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
  /** The prices of them all. */
  readonly total: Money;
}

/** A line with everything that was agreed of it, for all its pieces. */
export interface FrozenLine extends PricedLine {
  readonly discount: Money;
  readonly tax: Money;
  readonly shipping: Money;
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

/** The lines with their parts of what sending them all costs. There are no rules for discounts and taxes yet. */
export function freezeLines<Line extends PricedLine>(
  currency: string,
  lines: readonly Line[],
  shipping: bigint,
): (Line & FrozenLine)[] {
  const parts = spread(
    shipping,
    lines.map(({ total }) => total.minor),
  );
  const money = (minor: bigint): Money => ({ minor, currency });
  return lines.map((line, i) => ({ ...line, discount: money(0n), tax: money(0n), shipping: money(parts[i] ?? 0n) }));
}

/** The sum of the lines' prices. */
export const totalOf = (currency: string, lines: readonly { readonly total: Money }[]): Money =>
  sumMoney(
    currency,
    lines.map(({ total }) => total),
  );

/** The sum of one of the lines' amounts. */
export const sumOfLines = (
  currency: string,
  lines: readonly FrozenLine[],
  which: "total" | "discount" | "tax" | "shipping",
): Money =>
  sumMoney(
    currency,
    lines.map((line) => line[which]),
  );

/** What is to be paid for a line: prices less discount, with tax and shipping. */
export const amountOf = (line: FrozenLine): bigint => piecesBear(line, 0, line.quantity);

/** What is to be paid for all lines. */
export const sumOf = (lines: readonly FrozenLine[]): bigint => lines.reduce((sum, line) => sum + amountOf(line), 0n);

/** What is to be paid for some pieces of a line. */
export function piecesBear({ unitPrice, discount, tax, shipping, quantity }: FrozenLine, from: number, to: number) {
  const bear = ({ minor }: Money) => borneBy(minor, quantity, from, to);
  return unitPrice.minor * BigInt(to - from) - bear(discount) + bear(tax) + bear(shipping);
}

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
