import { cartAbandoned } from "@madang/events";
import { on } from "@madang/service-kit";
import { mailCartAbandoned } from "../actions/mailCartAbandoned.ts";

export const onCartAbandoned = on(cartAbandoned, mailCartAbandoned);
