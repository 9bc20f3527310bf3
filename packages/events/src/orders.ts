import { defineEvent } from "@madang/service-kit";
import { z } from "zod";

/** An amount in minor units; the text form is for JSON. */
const minor = z.coerce.bigint();

const line = z.object({
  variantId: z.string(),
  sku: z.string(),
  name: z.string(),
  quantity: z.number().int(),
  unitPriceMinor: minor,
  totalMinor: minor,
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
  totalMinor: minor,
  lines: z.array(line),
  placedAt: z.coerce.date(),
});

/** An order is final: priced, and its stock is its own. */
export const orderPlaced = defineEvent({
  type: "orders.orderPlaced",
  version: 1,
  data: order,
  subject: ({ orderId }) => orderId,
  subscribers: ["notifications", "analytics"],
});

/** A placed order was given up; its stock comes back. */
export const orderCancelled = defineEvent({
  type: "orders.orderCancelled",
  version: 1,
  data: order.extend({ cancelledAt: z.coerce.date(), reason: z.string().nullable() }),
  subject: ({ orderId }) => orderId,
  subscribers: ["notifications", "analytics"],
});
