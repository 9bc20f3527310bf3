import type { orderPlaced } from "@madang/events";
import type { DataOf } from "@madang/service-kit";
import type { OrderRow } from "../data/orders.ts";

/** What others hear of an order. */
export const orderFacts = (order: OrderRow): DataOf<typeof orderPlaced> => ({
  orderId: order.id,
  number: order.number,
  accountId: order.accountId,
  email: order.email,
  locale: order.locale,
  channel: order.channel,
  currency: order.total.currency,
  country: order.shippingAddress.country,
  totalMinor: order.total.minor,
  lines: order.lines.map(({ variantId, sku, name, quantity, unitPrice, total }) => ({
    variantId,
    sku,
    name,
    quantity,
    unitPriceMinor: unitPrice.minor,
    totalMinor: total.minor,
  })),
  placedAt: order.placedAt,
});
