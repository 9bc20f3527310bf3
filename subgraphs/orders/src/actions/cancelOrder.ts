import { orderCancelled } from "@madang/events";
import { checkInput, isId, isProblem, problem, text } from "@madang/service-kit";
import { z } from "zod";
import type { Work } from "../context.ts";
import { lockOrder, saveCancelled } from "../data/orders.ts";
import { cancel } from "../domain/order.ts";
import { mayCancel } from "../domain/rights.ts";
import { orderFacts } from "./orderFacts.ts";

const cancellation = z.object({
  id: z.string(),
  reason: text({ min: 0, max: 200 })
    .nullish()
    .transform((reason) => reason || null),
});

export type CancelOrderInput = z.input<typeof cancellation>;

/** Cancels an order. Its stock is the business of the process that this begins. */
export async function cancelOrder({ tx, viewer, now, publish }: Work, input: CancelOrderInput) {
  const wanted = checkInput(cancellation, input);
  if (isProblem(wanted)) return wanted;
  const order = isId("order", wanted.id) ? await lockOrder(tx, wanted.id) : null;
  // A stranger's order and a missing one look the same, so ids cannot be probed.
  if (!order || !mayCancel(viewer, order)) return problem("OrderNotFound");

  const cancelled = cancel(order, now, wanted.reason);
  if (isProblem(cancelled)) return cancelled;

  await saveCancelled(tx, order.id, cancelled);
  publish(orderCancelled, { ...orderFacts(order), cancelledAt: cancelled.cancelledAt, reason: cancelled.cancelReason });
  return { ...order, ...cancelled };
}
