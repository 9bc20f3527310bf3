import type { refundCompleted as event } from "@madang/events";
import type { DataOf } from "@madang/service-kit";
import type { Work } from "../context.ts";
import { refundCompleted } from "../domain/templates/refundCompleted.ts";
import { writeMail } from "./writeMail.ts";

/** Tells that money went back. */
export const mailRefundCompleted = (work: Work, refund: DataOf<typeof event>) =>
  writeMail(work, { template: refundCompleted, data: refund, recipient: refund.email, locale: refund.locale });
