import type { Warehouse } from "./__generated__/prisma/client.ts";
import type { Tx } from "./database.ts";

export type WarehouseRow = Warehouse;

/** The warehouse of a code; the default one without. */
export const findWarehouse = (tx: Tx, code: string | null) =>
  tx.warehouse.findFirst({ where: code === null ? { isDefault: true } : { code } });

/** All of them, in the order in which they are drawn from. */
export const allWarehouses = (db: Pick<Tx, "warehouse">) =>
  db.warehouse.findMany({ orderBy: [{ rank: "asc" }, { id: "asc" }] });

export interface NewWarehouse {
  readonly code: string;
  readonly name: string;
  readonly country: string;
  readonly channels: readonly string[];
}

/** Adds a warehouse behind all others; false when its code is taken. */
export async function addWarehouse(tx: Tx, id: string, warehouse: NewWarehouse, now: Date): Promise<boolean> {
  const { code, name, country, channels } = warehouse;
  const added = await tx.$executeRaw`
    INSERT INTO warehouse (id, code, name, country, channels, rank, created_at)
    SELECT ${id}, ${code}, ${name}, ${country}, ${channels}::text[], max(rank) + 1, ${now}::timestamptz FROM warehouse
    ON CONFLICT (code) DO NOTHING`;
  return added === 1;
}
