import { type Problem, problem } from "@madang/service-kit";

export type OrderStatus = "PENDING" | "CONFIRMED" | "FULFILLED" | "CANCELLED";

// A pending order is its checkout's: only that confirms it or takes it away, so nobody cancels it meanwhile.
const next: Record<OrderStatus, readonly OrderStatus[]> = {
  PENDING: ["CONFIRMED"],
  CONFIRMED: ["FULFILLED", "CANCELLED"],
  FULFILLED: [],
  CANCELLED: [],
};

export const mayBecome = (from: OrderStatus, to: OrderStatus) => next[from].includes(to);

export interface Cancelled {
  readonly status: "CANCELLED";
  readonly cancelledAt: Date;
  readonly cancelReason: string | null;
}

/** What cancelling changes of an order, or why it cannot be. */
export function cancel(
  { status }: { readonly status: OrderStatus },
  now: Date,
  reason: string | null,
): Cancelled | (Problem<"OrderNotCancellable"> & { readonly status: OrderStatus }) {
  if (!mayBecome(status, "CANCELLED")) return problem("OrderNotCancellable", { status });
  return { status: "CANCELLED", cancelledAt: now, cancelReason: reason };
}
