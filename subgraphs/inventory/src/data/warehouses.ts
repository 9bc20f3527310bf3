import type { Warehouse } from "./__generated__/prisma/client.ts";
import type { Tx } from "./database.ts";

export type WarehouseRow = Warehouse;

/** The warehouse of a code; the default one without. */
export const findWarehouse = (tx: Tx, code: string | null) =>
  tx.warehouse.findFirst({ where: code === null ? { isDefault: true } : { code } });

/** All of them, in the order in which they are drawn from. */
export const allWarehouses = (db: Pick<Tx, "warehouse">) =>
  db.warehouse.findMany({ orderBy: [{ rank: "asc" }, { id: "asc" }] });
