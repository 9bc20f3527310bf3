import type { orderPaymentFailed as event } from "@madang/events";
import type { DataOf } from "@madang/service-kit";
import type { Work } from "../context.ts";
import { orderPaymentFailed } from "../domain/templates/orderPaymentFailed.ts";
import { writeMail } from "./writeMail.ts";

/** Tells that an order came to nothing, and why. */
export const mailOrderPaymentFailed = (work: Work, order: DataOf<typeof event>) =>
  writeMail(work, { template: orderPaymentFailed, data: order, recipient: order.email, locale: order.locale });
