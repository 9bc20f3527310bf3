import { orderPlaced } from "@madang/events";
import { on } from "@madang/service-kit";
import { mailOrderPlaced } from "../actions/mailOrderPlaced.ts";

export const onOrderPlaced = on(orderPlaced, mailOrderPlaced);
