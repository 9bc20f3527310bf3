export type OrderStatus = "PENDING" | "CONFIRMED" | "FULFILLED" | "CANCELLED" | "PAYMENT_FAILED";

/** Who does something to an order. */
export const orderActors = ["SHOPPER", "STAFF", "SYSTEM"] as const;
export type OrderActor = (typeof orderActors)[number];

/** Who did something, and why if they said so. */
export interface By {
  readonly actor: OrderActor;
  readonly reason: string | null;
}

// A pending order is its checkout's: only that moves it, and whoever cancels it has that turn back.
const next: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  PENDING: ["CONFIRMED", "CANCELLED", "PAYMENT_FAILED"],
  CONFIRMED: ["FULFILLED", "CANCELLED", "PAYMENT_FAILED"],
  FULFILLED: [],
  CANCELLED: [],
  PAYMENT_FAILED: [],
};

/** Where an order may stand next. */
export const nextStatuses = (from: OrderStatus): readonly OrderStatus[] => next[from];

export const mayBecome = (from: OrderStatus, to: OrderStatus) => next[from].includes(to);

// What the shopper's bank or the provider said no to; whatever else ends a checkout is people's doing or time's.
const unpaid: ReadonlySet<string> = new Set(["PAYMENT_DECLINED", "PAYMENT_NOT_CAPTURED"]);

/** Where an order stands whose checkout came to nothing for that reason: a problem's code. */
export const endOf = (failure: string): "CANCELLED" | "PAYMENT_FAILED" =>
  unpaid.has(failure) ? "PAYMENT_FAILED" : "CANCELLED";
