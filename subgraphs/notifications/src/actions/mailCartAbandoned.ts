import type { cartAbandoned as event } from "@madang/events";
import type { DataOf } from "@madang/service-kit";
import type { Work } from "../context.ts";
import { cartAbandoned } from "../domain/templates/cartAbandoned.ts";
import { writeMail } from "./writeMail.ts";

/** Reminds somebody of a cart. */
export const mailCartAbandoned = (work: Work, cart: DataOf<typeof event>) =>
  writeMail(work, { template: cartAbandoned, data: cart, recipient: cart.email, locale: cart.locale });
