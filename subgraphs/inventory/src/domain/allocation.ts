import { type Problem, problem } from "@madang/service-kit";

/** How many of a variant. */
export interface Wanted {
  readonly variantId: string;
  readonly quantity: number;
}

/** What lies in one warehouse; `rank` says which is drawn from first. */
export interface Level {
  readonly variantId: string;
  readonly warehouseId: string;
  readonly rank: number;
  readonly onHand: number;
  readonly reserved: number;
}

/** So many of a variant from one warehouse. */
export interface Share {
  readonly variantId: string;
  readonly warehouseId: string;
  readonly quantity: number;
}

export type InsufficientStock = Problem<"InsufficientStock"> & {
  readonly variantId: string;
  readonly available: number;
};

/** One line for each variant, in the order in which they first appear. */
export function summed(lines: readonly Wanted[]): Wanted[] {
  const quantities = new Map<string, number>();
  for (const { variantId, quantity } of lines) quantities.set(variantId, (quantities.get(variantId) ?? 0) + quantity);
  return [...quantities].map(([variantId, quantity]) => ({ variantId, quantity }));
}

/** Draws every line from the warehouses in their order: all of it, or the first line that falls short. */
export function allocate(lines: readonly Wanted[], levels: readonly Level[]): Share[] | InsufficientStock {
  const byVariant = Map.groupBy(
    levels.toSorted((a, b) => a.rank - b.rank),
    ({ variantId }) => variantId,
  );
  const shares: Share[] = [];
  for (const { variantId, quantity } of lines) {
    const free = (byVariant.get(variantId) ?? []).map((level) => ({ ...level, free: level.onHand - level.reserved }));
    const available = free.reduce((sum, level) => sum + level.free, 0);
    if (available < quantity) return problem("InsufficientStock", { variantId, available });
    let left = quantity;
    for (const { warehouseId, free: there } of free) {
      const taken = Math.min(left, there);
      if (taken > 0) shares.push({ variantId, warehouseId, quantity: taken });
      left -= taken;
    }
  }
  return shares;
}
