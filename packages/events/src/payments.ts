import { defineEvent } from "@madang/service-kit";
import { z } from "zod";

/** An amount in minor units; the text form is for JSON. */
const minor = z.coerce.bigint();

const payment = z.object({
  paymentId: z.string(),
  orderId: z.string(),
  method: z.string(),
  currency: z.string(),
  amountMinor: minor,
  at: z.coerce.date(),
});

/** A payment was promised: the provider holds the amount. */
export const paymentAuthorized = defineEvent({
  type: "payments.paymentAuthorized",
  version: 1,
  data: payment,
  subject: ({ paymentId }) => paymentId,
  subscribers: ["orders"],
});

/** Money was taken. */
export const paymentCaptured = defineEvent({
  type: "payments.paymentCaptured",
  version: 1,
  data: payment.extend({ feeMinor: minor }),
  subject: ({ paymentId }) => paymentId,
  subscribers: ["orders", "analytics"],
});

/** A payment came to nothing; nothing of it was taken. */
export const paymentFailed = defineEvent({
  type: "payments.paymentFailed",
  version: 1,
  data: payment.extend({ reason: z.enum(["DECLINED", "EXPIRED", "CAPTURE_FAILED"]) }),
  subject: ({ paymentId }) => paymentId,
  subscribers: ["orders"],
});

/** Money of one payment was given back. */
export const paymentRefunded = defineEvent({
  type: "payments.paymentRefunded",
  version: 1,
  data: payment.extend({ refundId: z.string() }),
  subject: ({ paymentId }) => paymentId,
  subscribers: ["analytics"],
});

/** The shopper's bank took money of one payment back. */
export const paymentChargedBack = defineEvent({
  type: "payments.paymentChargedBack",
  version: 1,
  data: payment,
  subject: ({ paymentId }) => paymentId,
  subscribers: ["analytics"],
});

/** All of a refund went back to its shopper, by however many payments. */
export const refundCompleted = defineEvent({
  type: "payments.refundCompleted",
  version: 1,
  data: z.object({
    orderId: z.string(),
    /** Names the refund within the order. */
    key: z.string(),
    number: z.string(),
    email: z.string(),
    locale: z.string(),
    currency: z.string(),
    amountMinor: minor,
    reason: z.string().nullable(),
    at: z.coerce.date(),
  }),
  subject: ({ orderId }) => orderId,
  subscribers: ["notifications"],
});
