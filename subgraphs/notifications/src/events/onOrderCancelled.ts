import { orderCancelled } from "@madang/events";
import { on } from "@madang/service-kit";
import { mailOrderCancelled } from "../actions/mailOrderCancelled.ts";

export const onOrderCancelled = on(orderCancelled, mailOrderCancelled);
