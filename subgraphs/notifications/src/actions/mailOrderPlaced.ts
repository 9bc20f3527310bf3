import type { orderPlaced as event } from "@madang/events";
import type { DataOf } from "@madang/service-kit";
import type { Work } from "../context.ts";
import { orderPlaced } from "../domain/templates/orderPlaced.ts";
import { writeMail } from "./writeMail.ts";

/** Confirms an order. */
export const mailOrderPlaced = (work: Work, order: DataOf<typeof event>) =>
  writeMail(work, { template: orderPlaced, data: order, recipient: order.email, locale: order.locale });
