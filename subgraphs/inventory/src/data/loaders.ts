import DataLoader from "dataloader";
import type { Loading } from "../context.ts";
import { availableOf, type StockLevelRow } from "./levels.ts";
import { type MovementsWanted, newestMovements, type StockMovementRow } from "./movements.ts";
import { allWarehouses, type WarehouseRow } from "./warehouses.ts";

/** What one request reads, each kind in one statement however often it is asked for. */
export const loaders = ({ db, viewer }: Loading) => ({
  /** How many of a variant there are to buy in the viewer's channel; 0 for one that has no stock record. */
  available: new DataLoader<string, number>(async (variantIds) => {
    const rows = await availableOf(db, viewer.channel, variantIds);
    const byVariant = new Map(rows.map(({ variantId, available }) => [variantId, available]));
    return variantIds.map((variantId) => byVariant.get(variantId) ?? 0);
  }),

  /** The levels of a variant, by warehouse in their order. */
  levels: new DataLoader<string, StockLevelRow[]>(async (variantIds) => {
    const rows = await db.$queryRaw<StockLevelRow[]>`
      SELECT l.variant_id AS "variantId", l.warehouse_id AS "warehouseId", l.on_hand AS "onHand", l.reserved
      FROM stock_level l JOIN warehouse w ON w.id = l.warehouse_id
      WHERE l.variant_id = ANY(${variantIds}::text[])
      ORDER BY w.rank, w.id`;
    const byVariant = Map.groupBy(rows, ({ variantId }) => variantId);
    return variantIds.map((variantId) => byVariant.get(variantId) ?? []);
  }),

  movements: new DataLoader<MovementsWanted, StockMovementRow[], string>(
    async (wanted) => {
      const byLevel = Map.groupBy(await newestMovements(db, wanted), levelKey);
      return wanted.map((each) => (byLevel.get(levelKey(each)) ?? []).slice(0, each.first));
    },
    { cacheKeyFn: (each) => `${levelKey(each)} ${each.first}` },
  ),

  warehouse: new DataLoader<string, WarehouseRow | null>(async (ids) => {
    const rows = await db.warehouse.findMany({ where: { id: { in: [...ids] } } });
    const byId = new Map(rows.map((row) => [row.id, row]));
    return ids.map((id) => byId.get(id) ?? null);
  }),

  warehouses: new DataLoader<"all", WarehouseRow[]>(async (all) => {
    const rows = await allWarehouses(db);
    return all.map(() => rows);
  }),
});

const levelKey = ({ variantId, warehouseId }: { variantId: string; warehouseId: string }) =>
  `${variantId} ${warehouseId}`;
