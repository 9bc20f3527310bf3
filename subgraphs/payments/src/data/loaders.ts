import DataLoader from "dataloader";
import type { Loading } from "../context.ts";
import type { PaymentRow } from "./payments.ts";

/** What one request reads, each kind in one statement however often it is asked for. */
export const loaders = ({ db }: Loading) => ({
  payment: new DataLoader<string, PaymentRow | null>(async (ids) => {
    const rows = await db.payment.findMany({ where: { id: { in: [...ids] } } });
    const byId = new Map(rows.map((row) => [row.id, row]));
    return ids.map((id) => byId.get(id) ?? null);
  }),
});
