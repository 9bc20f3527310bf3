import { type Problem, problem, processOf, unavailable } from "@madang/service-kit";
import type { Work } from "../context.ts";
import { knowOfOrder } from "../data/orderChanges.ts";
import { findOrders, type OrderRow } from "../data/orders.ts";

interface About {
  readonly orderId: string;
}

/** The order of a process, which is its starter's to see. */
export async function readOrder({ tx }: Work, { orderId }: About): Promise<OrderRow> {
  const [order] = await findOrders(tx, [orderId]);
  if (!order) throw new Error(`The order ${orderId} is gone.`);
  return order;
}

/** The order of a checkout that is not over, or was answered before it was. Its shopper knows of it from then on. */
export async function readPlaced(work: Work, { orderId }: About): Promise<OrderRow | Problem<"OrderNotPlaced">> {
  const { tx, now } = work;
  const [order] = await findOrders(tx, [orderId]);
  // It may be over by now: then it is told as it ended.
  if (order?.status === "PENDING") return (await knowOfOrder(tx, orderId, now)) ? order : readOrder(work, { orderId });
  if (order) return order;
  if ((await processOf(tx, "checkout", orderId))?.status === "REFUSED") return problem("OrderNotPlaced");
  // It has no prices yet: the same call with the same key finds it a moment later.
  throw unavailable();
}
