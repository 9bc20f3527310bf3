import { checkInput, idempotent, invalidInput, isProblem, note, problem } from "@madang/service-kit";
import { z } from "zod";
import type { Work } from "../context.ts";
import { actorOf } from "../data/books.ts";
import { addLevel, adjustLevel, findLevel, largestStock } from "../data/levels.ts";
import { addMovements } from "../data/movements.ts";
import { findWarehouse } from "../data/warehouses.ts";
import { variantId } from "./variantId.ts";

const largestAdjustment = 1_000_000;

const adjustStockInput = z.object({
  variantId,
  warehouse: z.string().min(1).max(64).nullish(),
  delta: z
    .number()
    .int()
    .min(-largestAdjustment)
    .max(largestAdjustment)
    .refine((delta) => delta !== 0, { params: { code: "NOT_ALLOWED" } }),
  reason: note({ min: 2, max: 200 }),
});

export type AdjustStock = z.input<typeof adjustStockInput> & { readonly idempotencyKey: string };

async function adjust(work: Work, input: AdjustStock) {
  const checked = checkInput(adjustStockInput, input);
  if (isProblem(checked)) return checked;
  const { tx, viewer, now } = work;
  const warehouse = await findWarehouse(tx, checked.warehouse ?? null);
  if (!warehouse) return problem("WarehouseNotFound");

  const wanted = { variantId: checked.variantId, warehouseId: warehouse.id, delta: checked.delta };
  const level = (await adjustLevel(tx, wanted)) ?? (await adjustFirst(work, wanted));
  if (isProblem(level)) return level;
  const { delta, ...at } = wanted;
  const { reason } = checked;
  await addMovements(
    tx,
    [{ ...at, kind: "ADJUSTED", onHandDelta: delta, reservedDelta: 0, reason, reservationKey: null }],
    { at: now, actor: actorOf(viewer) },
  );
  return level;
}

/** What it is when nothing could change: a warehouse that is new to the variant, or a change that goes too far. */
async function adjustFirst(
  { tx }: Work,
  wanted: { readonly variantId: string; readonly warehouseId: string; readonly delta: number },
) {
  const added = await addLevel(tx, wanted.variantId, wanted.warehouseId);
  const changed = added ? await adjustLevel(tx, wanted) : undefined;
  if (changed) return changed;
  const level = await findLevel(tx, wanted.variantId, wanted.warehouseId);
  if (!level) return problem("StockItemNotFound");
  if (level.onHand + wanted.delta > largestStock) return invalidInput({ path: "delta", code: "TOO_LARGE" });
  return problem("StockBelowZero", { available: level.onHand - level.reserved });
}

/** Adds to the stock of a variant or takes from it, once for each key. */
export const adjustStock = idempotent("adjustStock", adjust, {
  // The level as this change left it, which later changes do not touch.
  remember: (level) => level,
  recall: async (_, level) => level,
});
