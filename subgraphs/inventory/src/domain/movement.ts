import type { Share } from "./allocation.ts";

export type MovementKind = "ADJUSTED" | "RESERVED" | "COMMITTED" | "RELEASED" | "RETURNED";

/** How a level changes. */
export interface Change {
  readonly variantId: string;
  readonly warehouseId: string;
  readonly onHandDelta: number;
  readonly reservedDelta: number;
}

/** A change, and what it is called in the books. */
export interface Movement extends Change {
  readonly kind: MovementKind;
  readonly reason: string | null;
  readonly reservationKey: string | null;
}

const signs = {
  RESERVED: { onHand: 0, reserved: 1 },
  COMMITTED: { onHand: -1, reserved: -1 },
  RELEASED: { onHand: 0, reserved: -1 },
  RETURNED: { onHand: 1, reserved: 0 },
} as const satisfies Partial<Record<MovementKind, { onHand: number; reserved: number }>>;

/** What a reservation's shares mean for stock when they are set aside, leave, are given back or come back. */
export const movementsOf = (kind: keyof typeof signs, reservationKey: string, shares: readonly Share[]): Movement[] =>
  shares.map(({ variantId, warehouseId, quantity }) => ({
    kind,
    variantId,
    warehouseId,
    onHandDelta: signs[kind].onHand * quantity,
    reservedDelta: signs[kind].reserved * quantity,
    reason: null,
    reservationKey,
  }));

/** One change for each level that the movements touch, in the order in which levels are locked. */
export function changesOf(movements: readonly Movement[]): Change[] {
  const changes = new Map<string, Change>();
  for (const { variantId, warehouseId, onHandDelta, reservedDelta } of movements) {
    const level = `${variantId} ${warehouseId}`;
    const before = changes.get(level) ?? { variantId, warehouseId, onHandDelta: 0, reservedDelta: 0 };
    changes.set(level, {
      ...before,
      onHandDelta: before.onHandDelta + onHandDelta,
      reservedDelta: before.reservedDelta + reservedDelta,
    });
  }
  return [...changes.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, change]) => change);
}
