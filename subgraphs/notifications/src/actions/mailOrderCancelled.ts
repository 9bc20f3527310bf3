import type { orderCancelled as event } from "@madang/events";
import type { DataOf } from "@madang/service-kit";
import type { Work } from "../context.ts";
import { orderCancelled } from "../domain/templates/orderCancelled.ts";
import { writeMail } from "./writeMail.ts";

/** Tells that an order is cancelled. */
export const mailOrderCancelled = (work: Work, order: DataOf<typeof event>) =>
  writeMail(work, { template: orderCancelled, data: order, recipient: order.email, locale: order.locale });
