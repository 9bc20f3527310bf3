import { unavailable } from "@madang/service-kit";
import type { Work } from "../context.ts";
import { findOrders } from "../data/orders.ts";

/** The order of a process, which is its starter's to see. */
export async function readOrder({ tx }: Work, { orderId }: { readonly orderId: string }) {
  const [order] = await findOrders(tx, [orderId]);
  // It has no prices yet: the same call with the same key finds it a moment later.
  if (!order) throw unavailable();
  return order;
}
