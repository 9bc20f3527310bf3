import { paymentCaptured } from "@madang/events";
import { on } from "@madang/service-kit";
import { keepOrderEvent } from "../actions/keepOrderEvent.ts";

export const onPaymentCaptured = on(paymentCaptured, keepOrderEvent);
