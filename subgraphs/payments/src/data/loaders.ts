import { isId } from "@madang/service-kit";
import DataLoader from "dataloader";
import type { Loading } from "../context.ts";
import { maySee } from "../domain/rights.ts";
import { findPayments, ledgerOf, ownersOf, type PaymentView, paymentsOf } from "./reads.ts";
import type { SavedMethodRow } from "./savedMethods.ts";

/** What one request reads, each kind in one statement however often it is asked for. */
export const loaders = ({ db, viewer }: Loading) => ({
  /** A stranger's payment and a missing one look the same, so ids cannot be probed. */
  payment: new DataLoader<string, PaymentView | null>(async (ids) => {
    const rows = await findPayments(
      db,
      ids.filter((id) => isId("payment", id)),
    );
    const seen = new Map(rows.filter(({ order }) => maySee(viewer, order.accountId)).map((row) => [row.id, row]));
    return ids.map((id) => seen.get(id) ?? null);
  }),
  /** In the order in which they were given; null for whoever may not see them, and for an order that is not known. */
  paymentsOfOrder: new DataLoader<string, PaymentView[] | null>(async (ids) => {
    const owners = new Map((await ownersOf(db, ids)).map(({ orderId, accountId }) => [orderId, accountId]));
    const seen = ids.filter((id) => owners.has(id) && maySee(viewer, owners.get(id) ?? null));
    const rows = Map.groupBy(await paymentsOf(db, seen), ({ orderId }) => orderId);
    return ids.map((id) => (seen.includes(id) ? (rows.get(id) ?? []) : null));
  }),
  savedMethod: new DataLoader<string, SavedMethodRow | null>(async (ids) => {
    const rows = await db.savedMethod.findMany({ where: { id: { in: [...ids] }, removedAt: null } });
    const seen = new Map(rows.filter(({ accountId }) => maySee(viewer, accountId)).map((row) => [row.id, row]));
    return ids.map((id) => seen.get(id) ?? null);
  }),
  methodsOfAccount: new DataLoader<string, SavedMethodRow[] | null>(async (ids) => {
    const seen = ids.filter((id) => maySee(viewer, id));
    const where = { accountId: { in: seen }, removedAt: null };
    const rows = await db.savedMethod.findMany({ where, orderBy: { id: "desc" } });
    const byAccount = Map.groupBy(rows, ({ accountId }) => accountId);
    return ids.map((id) => (seen.includes(id) ? (byAccount.get(id) ?? []) : null));
  }),
  ledgerOfPayment: new DataLoader<string, Awaited<ReturnType<typeof ledgerOf>>>(async (ids) => {
    const rows = await ledgerOf(db, { paymentId: { in: [...ids] } });
    const byPayment = Map.groupBy(rows, ({ paymentId }) => paymentId);
    return ids.map((id) => byPayment.get(id) ?? []);
  }),
});
