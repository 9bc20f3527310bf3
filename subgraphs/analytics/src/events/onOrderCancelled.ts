import { orderCancelled } from "@madang/events";
import { on } from "@madang/service-kit";
import { countOrder } from "../actions/countOrder.ts";

export const onOrderCancelled = on(orderCancelled, countOrder);
