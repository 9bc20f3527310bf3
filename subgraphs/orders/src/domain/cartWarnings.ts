import type { Money } from "@madang/service-kit";

/** So many are counted; there may be more. */
const mostCounted = 100;

/** Something about a line that the shopper should know. */
export interface CartWarning {
  readonly kind: "PRICE_CHANGED" | "INSUFFICIENT_STOCK" | "NOT_FOR_SALE";
  readonly lineId: string;
  readonly available: number | null;
  readonly previousUnitPrice: Money | null;
  readonly unitPrice: Money | null;
}

/** A line, and what the rooms say of it now; null where one does not answer. */
export interface SeenLine {
  readonly id: string;
  readonly quantity: number;
  /** Of one, when it was put in. */
  readonly price: Money | null;
  /** Without a price it is not for sale. */
  readonly quote: { readonly unitPrice: Money | null } | null;
  readonly available: number | null;
}

const nothing = { available: null, previousUnitPrice: null, unitPrice: null };

/** What stands in the way of a line, or has changed: what is not for sale has neither price nor stock to warn of. */
export function warningsOf({ id: lineId, quantity, price, quote, available }: SeenLine): CartWarning[] {
  const unitPrice = quote?.unitPrice ?? null;
  if (quote && !unitPrice) return [{ ...nothing, kind: "NOT_FOR_SALE", lineId }];
  const warnings: CartWarning[] = [];
  if (price && unitPrice?.currency === price.currency && unitPrice.minor !== price.minor)
    warnings.push({ ...nothing, kind: "PRICE_CHANGED", lineId, previousUnitPrice: price, unitPrice });
  if (available !== null && available < Math.min(quantity, mostCounted))
    warnings.push({ ...nothing, kind: "INSUFFICIENT_STOCK", lineId, available });
  return warnings;
}
