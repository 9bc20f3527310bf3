import { newId } from "@madang/service-kit";
import type { Movement, MovementKind } from "../domain/movement.ts";
import type { Sql, Tx } from "./database.ts";

/** Writes movements into the books, in one statement. */
export async function addMovements(
  tx: Tx,
  movements: readonly Movement[],
  { at, actor }: { readonly at: Date; readonly actor: string | null },
): Promise<void> {
  const rows = movements.map((movement) => ({ id: newId("movement"), ...movement }));
  await tx.$executeRaw`
    INSERT INTO stock_movement
      (id, variant_id, warehouse_id, kind, on_hand_delta, reserved_delta, reason, reservation_key, actor, at)
    SELECT m.id, m."variantId", m."warehouseId", m.kind, m."onHandDelta", m."reservedDelta", m.reason,
      m."reservationKey", ${actor}, ${at}::timestamptz
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS m(
      id text, "variantId" text, "warehouseId" text, kind stock_movement_kind, "onHandDelta" int,
      "reservedDelta" int, reason text, "reservationKey" text)`;
}

/** A movement as staff see it. */
export interface StockMovementRow {
  readonly id: string;
  readonly position: bigint;
  readonly variantId: string;
  readonly warehouseId: string;
  readonly kind: MovementKind;
  readonly onHandDelta: number;
  readonly reservedDelta: number;
  readonly reason: string | null;
  readonly reservationKey: string | null;
  readonly at: Date;
}

/** Which movements: of one level, the newest so many. */
export interface MovementsWanted {
  readonly variantId: string;
  readonly warehouseId: string;
  readonly first: number;
}

/** The newest movements of many levels, in one statement. */
export const newestMovements = (sql: Sql, wanted: readonly MovementsWanted[]) => sql.$queryRaw<StockMovementRow[]>`
  SELECT m.* FROM (
    SELECT variant_id, warehouse_id, max(first) AS first FROM unnest(
      ${wanted.map(({ variantId }) => variantId)}::text[],
      ${wanted.map(({ warehouseId }) => warehouseId)}::text[],
      ${wanted.map(({ first }) => first)}::int[]
    ) AS w(variant_id, warehouse_id, first) GROUP BY variant_id, warehouse_id
  ) AS level
  CROSS JOIN LATERAL (
    SELECT id, position, variant_id AS "variantId", warehouse_id AS "warehouseId", kind, on_hand_delta AS "onHandDelta",
      reserved_delta AS "reservedDelta", reason, reservation_key AS "reservationKey", at
    FROM stock_movement WHERE variant_id = level.variant_id AND warehouse_id = level.warehouse_id
    ORDER BY position DESC LIMIT level.first
  ) AS m
  ORDER BY m.position DESC`;

/** What happened to stock under a reservation, oldest first. */
export const movementsUnder = (sql: Sql, key: string) => sql.$queryRaw<
  { kind: MovementKind; variantId: string; warehouse: string; quantity: number; at: Date }[]
>`
  SELECT m.kind, m.variant_id AS "variantId", w.code AS warehouse,
    GREATEST(abs(m.on_hand_delta), abs(m.reserved_delta)) AS quantity, m.at
  FROM stock_movement m JOIN warehouse w ON w.id = m.warehouse_id
  WHERE m.reservation_key = ${key} ORDER BY m.position`;
