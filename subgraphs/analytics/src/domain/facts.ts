/** What events tell of one order. */
export type OrderFact =
  | { readonly kind: "PLACED"; readonly order: PlacedOrder }
  | { readonly kind: "CANCELLED"; readonly lines: readonly CancelledLine[]; readonly amount: bigint }
  /** Nothing is left of it. */
  | { readonly kind: "GIVEN_UP" }
  | { readonly kind: MovementKind; readonly movement: Movement }
  /** Nothing that figures know of. */
  | { readonly kind: "OTHER" };

export type MovementKind = "CAPTURED" | "REFUNDED" | "CHARGED_BACK";

export interface PlacedOrder {
  readonly orderId: string;
  readonly placedAt: Date;
  /** When its event happened: an order can be placed long before it is final. */
  readonly toldAt: Date;
  readonly channel: string;
  readonly currency: string;
  readonly country: string;
  readonly accountId: string | null;
  /** The address it was ordered with, as a hash. */
  readonly emailKey: string;
  /** Prices less discounts, with taxes and shipping. */
  readonly total: bigint;
  readonly lines: readonly PlacedLine[];
}

export interface PlacedLine {
  /** Null when the event was of version 1. */
  readonly lineId: string | null;
  readonly variantId: string;
  readonly name: string;
  readonly quantity: number;
  /** Price less discount, with tax. */
  readonly amount: bigint;
  readonly shipping: bigint;
}

export interface CancelledLine {
  readonly lineId: string;
  readonly variantId: string;
  readonly quantity: number;
  /** Price less discount, with tax and shipping. */
  readonly amount: bigint;
}

/** Money that moved. */
export interface Movement {
  readonly eventId: string;
  readonly currency: string;
  readonly amount: bigint;
  readonly at: Date;
}
