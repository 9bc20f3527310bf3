import type { Prisma } from "./__generated__/prisma/client.ts";
import type { Db } from "./database.ts";

export type HistoryRow = Prisma.OrderHistoryGetPayload<Record<string, never>>;

/** Where orders stood, oldest first. */
export const historiesOf = (db: Db, orderIds: readonly string[]): Promise<HistoryRow[]> =>
  db.orderHistory.findMany({ where: { orderId: { in: [...orderIds] } }, orderBy: { id: "asc" } });
