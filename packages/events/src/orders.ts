import { defineEvent } from "@madang/service-kit";
import { z } from "zod";

/** An amount in minor units; the text form is for JSON. */
const minor = z.coerce.bigint();
/** An amount that version 1 did not have: nothing. */
const minorOrNone = minor.default(0n);

const line = z.object({
  /** Null in version 1. */
  lineId: z.string().nullable().default(null),
  variantId: z.string(),
  sku: z.string(),
  name: z.string(),
  quantity: z.number().int(),
  unitPriceMinor: minor,
  /** The prices of them all, without discount, tax and shipping. */
  totalMinor: minor,
  discountMinor: minorOrNone,
  taxMinor: minorOrNone,
  shippingMinor: minorOrNone,
});

const order = z.object({
  orderId: z.string(),
  number: z.string(),
  /** Null for guests. */
  accountId: z.string().nullable(),
  email: z.string(),
  locale: z.string(),
  channel: z.string(),
  currency: z.string(),
  /** Country of delivery. */
  country: z.string(),
  /** Prices less discounts, with taxes and shipping. */
  totalMinor: minor,
  lines: z.array(line),
  placedAt: z.coerce.date(),
});

/** Pieces that were given up, and what the shopper had agreed to pay for them. */
const cancelledLine = z.object({
  lineId: z.string(),
  variantId: z.string(),
  sku: z.string(),
  name: z.string(),
  quantity: z.number().int(),
  /** Price less discount, with tax and shipping. */
  amountMinor: minor,
  /** The price alone. */
  priceMinor: minor,
});

/** An order is final: priced, and its stock is its own. */
export const orderPlaced = defineEvent({
  type: "orders.orderPlaced",
  version: 2,
  data: order,
  subject: ({ orderId }) => orderId,
  subscribers: ["notifications", "analytics"],
});

/** A placed order was given up, whole or in part; its stock comes back. */
export const orderCancelled = defineEvent({
  type: "orders.orderCancelled",
  version: 2,
  data: order.extend({
    cancelledAt: z.coerce.date(),
    reason: z.string().nullable(),
    /** Whether nothing is left of the order. Version 1 knew nothing else. */
    whole: z.boolean().default(true),
    /** What was given up this time; null in version 1, which means all of it. */
    cancelled: z
      .object({ amountMinor: minor, lines: z.array(cancelledLine) })
      .nullable()
      .default(null),
  }),
  subject: ({ orderId }) => orderId,
  subscribers: ["notifications", "analytics"],
});

/** An order that its shopper knows of came to nothing, mostly because it was not paid: nothing is held or kept. */
export const orderPaymentFailed = defineEvent({
  type: "orders.orderPaymentFailed",
  version: 1,
  data: order.extend({
    failedAt: z.coerce.date(),
    /**
     * A problem's code: `PAYMENT_DECLINED`, `PAYMENT_NOT_CAPTURED`, `PAYMENT_EXPIRED`; `CHECKOUT_ABORTED` when shopper
     * or staff gave it up; others when it could not be completed.
     */
    reason: z.string(),
    /** Whether it was confirmed before, and so announced by `orderPlaced`. */
    confirmed: z.boolean(),
  }),
  subject: ({ orderId }) => orderId,
  subscribers: ["notifications", "analytics"],
});

/** An order goes somewhere else than it was placed for. */
export const orderAddressChanged = defineEvent({
  type: "orders.orderAddressChanged",
  version: 1,
  data: z.object({ orderId: z.string(), changedAt: z.coerce.date() }),
  subject: ({ orderId }) => orderId,
  subscribers: [],
});

/** Somebody with an address for mails has left a cart alone for a while. */
export const cartAbandoned = defineEvent({
  type: "orders.cartAbandoned",
  version: 1,
  data: z.object({
    cartId: z.string(),
    accountId: z.string(),
    email: z.string(),
    locale: z.string(),
    lines: z.array(z.object({ variantId: z.string(), name: z.string(), quantity: z.number().int() })),
    updatedAt: z.coerce.date(),
  }),
  subject: ({ cartId }) => cartId,
  subscribers: ["notifications"],
});
