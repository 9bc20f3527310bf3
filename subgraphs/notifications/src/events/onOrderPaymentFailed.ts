import { orderPaymentFailed } from "@madang/events";
import { on } from "@madang/service-kit";
import { mailOrderPaymentFailed } from "../actions/mailOrderPaymentFailed.ts";

export const onOrderPaymentFailed = on(orderPaymentFailed, mailOrderPaymentFailed);
