import type { Level } from "../domain/allocation.ts";
import type { Change } from "../domain/movement.ts";
import type { Sql, Tx } from "./database.ts";

/** More than this lies nowhere: it keeps sums well within 32 bits. */
export const largestStock = 1_000_000_000;

/**
 * Locks the levels of variants in the warehouses that serve a channel. Everyone locks levels in this one order, by
 * variant and then warehouse, so that two transactions never wait for each other.
 */
export const lockLevels = (tx: Tx, variantIds: readonly string[], channel: string) => tx.$queryRaw<Level[]>`
  SELECT l.variant_id AS "variantId", l.warehouse_id AS "warehouseId", w.rank, l.on_hand AS "onHand", l.reserved
  FROM stock_level l JOIN warehouse w ON w.id = l.warehouse_id
  WHERE l.variant_id = ANY(${variantIds}::text[]) AND ${channel} = ANY(w.channels)
  ORDER BY l.variant_id, l.warehouse_id
  FOR UPDATE OF l`;

/** Locks the levels that changes are for, in the one order. */
const lockChanged = (tx: Tx, changes: readonly Change[]) => tx.$queryRaw`
  SELECT l.variant_id FROM stock_level l
  JOIN unnest(${variantIdsOf(changes)}::text[], ${warehouseIdsOf(changes)}::text[]) AS c(variant_id, warehouse_id)
    USING (variant_id, warehouse_id)
  ORDER BY l.variant_id, l.warehouse_id
  FOR UPDATE OF l`;

/**
 * Changes levels in one statement that refuses to go below zero or below what is set aside. Whoever calls has made
 * sure that it can be done; falling short means that the books are wrong, so it throws.
 */
export async function changeLevels(tx: Tx, changes: readonly Change[]): Promise<void> {
  await lockChanged(tx, changes);
  const changed = await tx.$executeRaw`
    UPDATE stock_level l SET on_hand = on_hand + on_hand_delta, reserved = reserved + reserved_delta
    FROM unnest(
      ${variantIdsOf(changes)}::text[],
      ${warehouseIdsOf(changes)}::text[],
      ${changes.map(({ onHandDelta }) => onHandDelta)}::int[],
      ${changes.map(({ reservedDelta }) => reservedDelta)}::int[]
    ) AS c(variant_id, warehouse_id, on_hand_delta, reserved_delta)
    WHERE l.variant_id = c.variant_id AND l.warehouse_id = c.warehouse_id
      AND on_hand + on_hand_delta >= 0
      AND reserved + reserved_delta BETWEEN 0 AND on_hand + on_hand_delta`;
  if (changed !== changes.length) throw new Error(`Only ${changed} of ${changes.length} stock levels could change.`);
}

const variantIdsOf = (changes: readonly Change[]) => changes.map(({ variantId }) => variantId);
const warehouseIdsOf = (changes: readonly Change[]) => changes.map(({ warehouseId }) => warehouseId);

/** A level as staff see it. */
export interface StockLevelRow {
  readonly variantId: string;
  readonly warehouseId: string;
  readonly onHand: number;
  readonly reserved: number;
}

/**
 * Adds to a level, or takes from it, as far as that leaves what is set aside. A variant that is known somewhere gets
 * its level in another warehouse by the first addition there. Undefined when nothing could change.
 */
export async function adjustLevel(
  tx: Tx,
  { variantId, warehouseId, delta }: { variantId: string; warehouseId: string; delta: number },
): Promise<StockLevelRow | undefined> {
  const [changed] = await tx.$queryRaw<StockLevelRow[]>`
    UPDATE stock_level SET on_hand = on_hand + ${delta}::int
    WHERE variant_id = ${variantId} AND warehouse_id = ${warehouseId}
      AND on_hand + ${delta}::int BETWEEN reserved AND ${largestStock}::int
    RETURNING variant_id AS "variantId", warehouse_id AS "warehouseId", on_hand AS "onHand", reserved`;
  return changed;
}

/** Makes an empty level for a variant that is known elsewhere; false when it is not, or the level is there. */
export async function addLevel(tx: Tx, variantId: string, warehouseId: string): Promise<boolean> {
  const added = await tx.$executeRaw`
    INSERT INTO stock_level (variant_id, warehouse_id, on_hand)
    SELECT ${variantId}, ${warehouseId}, 0
    WHERE EXISTS (SELECT FROM stock_level WHERE variant_id = ${variantId})
    ON CONFLICT DO NOTHING`;
  return added === 1;
}

/** Makes levels that are not there yet, with what lies there to begin with; gives those it made. */
export const openLevels = (
  tx: Tx,
  warehouseId: string,
  opening: readonly { readonly variantId: string; readonly onHand: number }[],
) => tx.$queryRaw<StockLevelRow[]>`
  INSERT INTO stock_level (variant_id, warehouse_id, on_hand)
  SELECT variant_id, ${warehouseId}, on_hand
  FROM unnest(
    ${opening.map(({ variantId }) => variantId)}::text[], ${opening.map(({ onHand }) => onHand)}::int[]
  ) AS o(variant_id, on_hand)
  ORDER BY variant_id
  ON CONFLICT DO NOTHING
  RETURNING variant_id AS "variantId", warehouse_id AS "warehouseId", on_hand AS "onHand", reserved`;

/** One level. */
export async function findLevel(sql: Sql, variantId: string, warehouseId: string): Promise<StockLevelRow | undefined> {
  const [level] = await sql.$queryRaw<StockLevelRow[]>`
    SELECT variant_id AS "variantId", warehouse_id AS "warehouseId", on_hand AS "onHand", reserved
    FROM stock_level WHERE variant_id = ${variantId} AND warehouse_id = ${warehouseId}`;
  return level;
}

/** Shoppers are told how many there are up to this. */
const mostTold = 100;

/** How many there are to buy in a channel, up to 100; variants without a stock record are left out. */
export const availableOf = (sql: Sql, channel: string, variantIds: readonly string[]) => sql.$queryRaw<
  { readonly variantId: string; readonly available: number }[]
>`
  SELECT l.variant_id AS "variantId",
    LEAST(coalesce(sum(l.on_hand - l.reserved) FILTER (WHERE ${channel} = ANY(w.channels)), 0), ${mostTold}::int)::int
      AS available
  FROM stock_level l JOIN warehouse w ON w.id = l.warehouse_id
  WHERE l.variant_id = ANY(${variantIds}::text[])
  GROUP BY l.variant_id`;
