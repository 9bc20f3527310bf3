import { type Problem, problem } from "@madang/service-kit";
import type { Share, Wanted } from "./allocation.ts";

/** So many left from a warehouse, and so many of those came back. */
export interface Gone extends Share {
  readonly returned: number;
}

export type ReturnExceedsReservation = Problem<"ReturnExceedsReservation"> & {
  readonly variantId: string;
  readonly returnable: number;
};

/** What has not come back yet. */
export const stillGone = (lines: readonly Gone[]): Share[] =>
  lines
    .map(({ variantId, warehouseId, quantity, returned }) => ({
      variantId,
      warehouseId,
      quantity: quantity - returned,
    }))
    .filter(({ quantity }) => quantity > 0);

/** Where pieces go that come back: to the warehouses that they left. All of them, or the first line that is too much. */
export function takeBack(lines: readonly Wanted[], gone: readonly Gone[]): Share[] | ReturnExceedsReservation {
  const byVariant = Map.groupBy(stillGone(gone), ({ variantId }) => variantId);
  const shares: Share[] = [];
  for (const { variantId, quantity } of lines) {
    const open = byVariant.get(variantId) ?? [];
    const returnable = open.reduce((sum, share) => sum + share.quantity, 0);
    if (returnable < quantity) return problem("ReturnExceedsReservation", { variantId, returnable });
    let left = quantity;
    for (const share of open) {
      const back = Math.min(left, share.quantity);
      if (back > 0) shares.push({ ...share, quantity: back });
      left -= back;
    }
  }
  return shares;
}
