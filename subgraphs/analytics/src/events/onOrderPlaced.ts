import { orderPlaced } from "@madang/events";
import { on } from "@madang/service-kit";
import { countOrder } from "../actions/countOrder.ts";

export const onOrderPlaced = on(orderPlaced, countOrder);
