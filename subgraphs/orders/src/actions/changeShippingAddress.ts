import { orderAddressChanged } from "@madang/events";
import { checkInput, invalidInput, isId, isProblem, problem } from "@madang/service-kit";
import { z } from "zod";
import type { ChangeShippingAddressInput } from "../__generated__/resolvers.ts";
import type { Work } from "../context.ts";
import { changeAddress } from "../data/orderChanges.ts";
import { lockOrder } from "../data/orders.ts";
import { actorOf, mayChange } from "../domain/rights.ts";
import { addressInput } from "./addressInput.ts";

const change = z.object({ id: z.string(), shippingAddress: addressInput });

/** Sends an order somewhere else that has not left yet. */
export async function changeShippingAddress({ tx, viewer, now, publish }: Work, input: ChangeShippingAddressInput) {
  const wanted = checkInput(change, input);
  if (isProblem(wanted)) return wanted;
  const order = isId("order", wanted.id) ? await lockOrder(tx, wanted.id) : null;
  // A stranger's order and a missing one look the same, so ids cannot be probed.
  if (!order || !mayChange(viewer, order)) return problem("OrderNotFound");
  if (order.status !== "CONFIRMED") return problem("OrderNotChangeable", { status: order.status });
  // Taxes and shipping were agreed for that country.
  const { shippingAddress } = wanted;
  if (shippingAddress.country !== order.shippingAddress.country)
    return invalidInput({ path: "shippingAddress.country", code: "NOT_ALLOWED" });

  const by = { actor: actorOf(viewer, order), reason: "Address changed" };
  await changeAddress(tx, order.id, shippingAddress, by, now);
  publish(orderAddressChanged, { orderId: order.id, changedAt: now });
  return { ...order, shippingAddress };
}
