import type { productCreated } from "@madang/events";
import type { DataOf } from "@madang/service-kit";
import type { Work } from "../context.ts";
import { actorOf } from "../data/books.ts";
import { largestStock, openLevels } from "../data/levels.ts";
import { addMovements } from "../data/movements.ts";
import { findWarehouse } from "../data/warehouses.ts";

/** Makes the stock records of a new product's variants in the default warehouse, with one adjustment for each. */
export async function openStock({ tx, viewer, now }: Work, { variants }: DataOf<typeof productCreated>) {
  const warehouse = await findWarehouse(tx, null);
  if (!warehouse) throw new Error("There is no default warehouse.");
  const opened = await openLevels(
    tx,
    warehouse.id,
    variants.map(({ variantId, openingStock }) => ({ variantId, onHand: Math.min(openingStock ?? 0, largestStock) })),
  );
  const movements = opened
    .filter(({ onHand }) => onHand > 0)
    .map(({ variantId, warehouseId, onHand }) => ({
      kind: "ADJUSTED" as const,
      variantId,
      warehouseId,
      onHandDelta: onHand,
      reservedDelta: 0,
      reason: "Opening stock",
      reservationKey: null,
    }));
  if (movements.length > 0) await addMovements(tx, movements, { at: now, actor: actorOf(viewer) });
}
