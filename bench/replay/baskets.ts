import { createHash } from "node:crypto";
import type { Invoice } from "./invoices.ts";

/** What one order is made of: what a cart can hold. */
export interface Basket {
  /** `536365/1`: names the order in everything that is derived from it. */
  readonly name: string;
  readonly lines: readonly { readonly variantId: string; readonly quantity: number }[];
}

export interface Reject {
  readonly invoice: string;
  readonly sku: string;
  readonly quantity: number;
  readonly reason: string;
}

/** The limits of a cart. */
const mostLines = 100;
const mostPieces = 1_000;

/** Fills as many baskets as an invoice needs: a line beyond a basket's limits goes on in the next. */
export function basketsOf(invoice: Invoice, variants: ReadonlyMap<string, string>) {
  const rejects: Reject[] = invoice.refused.map((line) => ({ invoice: invoice.number, ...line }));
  const baskets: Map<string, number>[] = [];
  for (const { sku, quantity } of invoice.lines) {
    const variantId = variants.get(sku);
    if (variantId === undefined) {
      rejects.push({ invoice: invoice.number, sku, quantity, reason: "not in the catalogue" });
      continue;
    }
    for (let left = quantity; left > 0; left -= mostPieces) {
      const open = baskets.find((one) => one.size < mostLines && !one.has(variantId));
      const basket = open ?? new Map<string, number>();
      if (!open) baskets.push(basket);
      basket.set(variantId, Math.min(left, mostPieces));
    }
  }
  return {
    rejects,
    baskets: baskets.map(
      (lines, i): Basket => ({
        name: `${invoice.number}/${i + 1}`,
        lines: [...lines].map(([variantId, quantity]) => ({ variantId, quantity })),
      }),
    ),
  };
}

/** The ways to pay, each with its share in a hundred. */
const shares = [
  ["CARD", 45],
  ["CARD_CONFIRMED", 7],
  ["CARD_DECLINED", 3],
  ["INVOICE", 20],
  ["BANK_TRANSFER", 10],
  ["GIFT_CARD_AND_CARD", 10],
  ["TWO_CARDS", 5],
] as const;

export type Way = (typeof shares)[number][0];

/** How a basket is paid: by chance, and the same at every run. */
export function wayOf(basket: string): Way {
  let left = createHash("sha256").update(basket).digest().readUInt32BE(0) % 100;
  for (const [way, share] of shares) {
    if (left < share) return way;
    left -= share;
  }
  return "CARD";
}
