import type { orderPlaced } from "@madang/events";
import type { DataOf } from "@madang/service-kit";
import type { FrozenLine } from "../domain/totals.ts";

/** What of an order others hear. */
export interface Facts {
  readonly id: string;
  readonly number: string;
  readonly accountId: string | null;
  readonly email: string;
  readonly locale: string;
  readonly channel: string;
  readonly currency: string;
  readonly shippingAddress: { readonly country: string };
  readonly total: { readonly minor: bigint };
  readonly lines: readonly (FrozenLine & { readonly id: string })[];
  readonly placedAt: Date;
}

export const orderFacts = (order: Facts): DataOf<typeof orderPlaced> => ({
  orderId: order.id,
  number: order.number,
  accountId: order.accountId,
  email: order.email,
  locale: order.locale,
  channel: order.channel,
  currency: order.currency,
  country: order.shippingAddress.country,
  totalMinor: order.total.minor,
  lines: order.lines.map(({ id, variantId, sku, name, quantity, unitPrice, total, discount, tax, shipping }) => ({
    lineId: id,
    variantId,
    sku,
    name,
    quantity,
    unitPriceMinor: unitPrice.minor,
    totalMinor: total.minor,
    discountMinor: discount.minor,
    taxMinor: tax.minor,
    shippingMinor: shipping.minor,
  })),
  placedAt: order.placedAt,
});
