import { orderPaymentFailed } from "@madang/events";
import { on } from "@madang/service-kit";
import { keepOrderEvent } from "../actions/keepOrderEvent.ts";

export const onOrderPaymentFailed = on(orderPaymentFailed, keepOrderEvent);
