import { isId, type ProcessView, processesOf } from "@madang/service-kit";
import DataLoader from "dataloader";
import type { LoaderContext } from "../context.ts";
import { maySee } from "../domain/rights.ts";
import { type HistoryRow, historiesOf } from "./history.ts";
import { findOrders, type OrderRow } from "./orders.ts";

/** What orders show: one statement for each kind, however many orders. */
export const orderLoaders = ({ db, viewer }: LoaderContext) => ({
  /** A stranger's order and a missing one look the same, so ids cannot be probed. */
  orderById: new DataLoader<string, OrderRow | null>(async (ids) => {
    const orders = await findOrders(
      db,
      ids.filter((id) => isId("order", id)),
    );
    const found = new Map(orders.filter((order) => maySee(viewer, order)).map((order) => [order.id, order]));
    return ids.map((id) => found.get(id) ?? null);
  }),
  /** How the order comes to be; null when that was long ago. */
  checkoutOf: new DataLoader<string, ProcessView | null>(async (ids) => {
    const found = await processesOf(db, "checkout", ids);
    return ids.map((id) => found.get(id) ?? null);
  }),
  historyOf: new DataLoader<string, readonly HistoryRow[]>(async (ids) => {
    const rows = await historiesOf(db, ids);
    return ids.map((id) => rows.filter(({ orderId }) => orderId === id));
  }),
});
