import { isId } from "@madang/service-kit";
import type { Context } from "../context.ts";
import { findOrders, type OrderRow } from "../data/orders.ts";
import { mayChange } from "../domain/rights.ts";
import { checkout } from "./checkout.ts";
import { checkoutOver } from "./checkoutOver.ts";

/**
 * Gives up an order that is not final yet, for whoever may cancel it: its checkout is turned back. The order as it
 * stands then, `PENDING` while that takes longer; null when there is no such checkout, or when it was final first.
 */
export async function giveUp(
  { db, viewer, abortProcess }: Pick<Context, "db" | "viewer" | "abortProcess">,
  id: string,
): Promise<OrderRow | null> {
  const [order] = isId("order", id) ? await findOrders(db, [id]) : [];
  if (order?.status !== "PENDING" || !mayChange(viewer, order)) return null;
  // It says no to what turns back already, and to what is final: how the order stands tells them apart.
  await abortProcess(checkout, id);
  const over = await checkoutOver(db, id);
  const [left = order] = await findOrders(db, [id]);
  if (left.status === "PENDING") return over ? null : left;
  return left.status === "CONFIRMED" ? null : left;
}
