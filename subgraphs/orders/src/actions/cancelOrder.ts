import { orderCancelled } from "@madang/events";
import { checkInput, isId, isProblem, note, problem, processesAbout, processOf } from "@madang/service-kit";
import { z } from "zod";
import type { CancelOrderInput as Input } from "../__generated__/resolvers.ts";
import type { Work } from "../context.ts";
import type { Tx } from "../data/database.ts";
import { cancelPieces } from "../data/orderChanges.ts";
import { findOrders, lockOrder } from "../data/orders.ts";
import { type Cancellation, decideCancellation, type WantedCancellation } from "../domain/cancellation.ts";
import type { By } from "../domain/order.ts";
import { actorOf, mayChange } from "../domain/rights.ts";
import { orderFacts } from "./orderFacts.ts";

const cancellation = z.object({
  id: z.string(),
  reason: note({ min: 0, max: 200 })
    .nullish()
    .transform((reason) => reason || null),
  lines: z
    .array(z.object({ lineId: z.string(), quantity: z.number().int().min(1).nullish() }))
    .min(1)
    .max(100)
    .refine((lines) => new Set(lines.map(({ lineId }) => lineId)).size === lines.length, {
      params: { code: "DUPLICATE" },
    })
    .nullish(),
});

export type CancelOrderInput = Omit<Input, "idempotencyKey">;

/** Says whether an order, or some of it, can be cancelled by whoever asks, as it stands now. */
export async function beginCancellation({ tx, viewer }: Work, input: CancelOrderInput) {
  const checked = checkInput(cancellation, input);
  if (isProblem(checked)) return checked;
  const [order] = isId("order", checked.id) ? await findOrders(tx, [checked.id]) : [];
  // A stranger's order and a missing one look the same, so ids cannot be probed.
  if (!order || !mayChange(viewer, order)) return problem("OrderNotFound");
  const wanted = checked.lines?.map(({ lineId, quantity }) => ({ lineId, quantity: quantity ?? null })) ?? null;
  const wasPending = order.status === "PENDING" && wanted === null;
  const decided = wasPending ? null : decideCancellation(order, { wanted, wasPending });
  if (isProblem(decided)) return decided;
  // Its pieces are still on the order: the same wish under another key would be taken for a second one.
  const { status } = order;
  if (!wasPending && (await cancellationWaits(tx, order.id))) return problem("OrderNotCancellable", { status });
  return { orderId: order.id, actor: actorOf(viewer, order), reason: checked.reason, wanted, wasPending };
}

/** Whether one waits for the checkout to be over, is just looking whether it is, or has yet to look again. */
async function cancellationWaits(tx: Tx, orderId: string): Promise<boolean> {
  const checkoutRuns = (await processOf(tx, "checkout", orderId))?.status === "RUNNING";
  const cancellations = await processesAbout(tx, ["cancellation"], orderId);
  return cancellations.some(({ status, waiting }) => waiting || (checkoutRuns && status === "RUNNING"));
}

/** Cancels it, by how it stands now. Stock and money are the business of the process that this is a step of. */
export async function cancelOrder(
  { tx, now, publish }: Work,
  { orderId, actor, reason, ...asked }: WantedCancellation & By & { readonly orderId: string },
) {
  const order = await lockOrder(tx, orderId);
  if (!order) return problem("OrderNotFound");
  const decided = decideCancellation(order, asked);
  if (isProblem(decided) || decided.pieces.length === 0) return decided;

  await cancelPieces(tx, orderId, decided, { actor, reason }, now);
  publish(orderCancelled, { ...orderFacts(order), ...cancelledFacts(decided), cancelledAt: now, reason });
  return decided;
}

const cancelledFacts = ({ whole, amount, pieces }: Cancellation) => ({
  whole,
  cancelled: {
    amountMinor: amount,
    lines: pieces.map(({ line, quantity, amount, price }) => ({
      lineId: line.id,
      variantId: line.variantId,
      sku: line.sku,
      name: line.name,
      quantity,
      amountMinor: amount,
      priceMinor: price,
    })),
  },
});
