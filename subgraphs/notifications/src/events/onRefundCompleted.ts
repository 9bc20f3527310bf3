import { refundCompleted } from "@madang/events";
import { on } from "@madang/service-kit";
import { mailRefundCompleted } from "../actions/mailRefundCompleted.ts";

export const onRefundCompleted = on(refundCompleted, mailRefundCompleted);
