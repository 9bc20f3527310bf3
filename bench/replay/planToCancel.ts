import type { Reject } from "./baskets.ts";
import type { Invoice } from "./invoices.ts";
import type { EntryOf } from "./journal.ts";
import type { Purchases } from "./purchases.ts";

/** What a cancellation gives back: pieces that the customer bought and kept; the others are rejects. */
export function planToCancel(
  invoice: Invoice,
  customer: string,
  variants: ReadonlyMap<string, string>,
  purchases: Purchases,
): EntryOf<"cancelling"> {
  const rejects: Reject[] = invoice.refused.map((line) => ({ invoice: invoice.number, ...line }));
  const reject = (sku: string, quantity: number, reason: string) =>
    rejects.push({ invoice: invoice.number, sku, quantity: -quantity, reason });
  const skus = new Map<string, string>();
  const wanted = invoice.lines.flatMap(({ sku, quantity }) => {
    const variantId = variants.get(sku);
    if (variantId === undefined) reject(sku, quantity, "not in the catalogue");
    else skus.set(variantId, sku);
    return variantId === undefined ? [] : [{ variantId, quantity }];
  });
  const { calls, missing } = purchases.take(wanted);
  for (const { variantId, quantity } of missing)
    reject(skus.get(variantId) ?? variantId, quantity, "more than the customer had bought and kept in this replay");
  return { type: "cancelling", invoice: invoice.number, customer, calls, rejects };
}
