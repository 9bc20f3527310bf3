import { paymentFailed } from "@madang/events";
import { on } from "@madang/service-kit";
import { wakeCheckout } from "../actions/wakeCheckout.ts";

export const onPaymentFailed = on(paymentFailed, wakeCheckout);
