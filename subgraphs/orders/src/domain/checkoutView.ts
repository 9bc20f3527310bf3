import { codeOf } from "@madang/service-kit";
import type { OrderStatus } from "./order.ts";

export type CheckoutStatus = "RUNNING" | "ACTION_REQUIRED" | "SUCCEEDED" | "FAILED";

/** What of an order and its process tells how its checkout stands. */
export interface CheckoutFacts {
  readonly status: OrderStatus;
  readonly confirmedAt: Date | null;
  /** What the shopper has to do; null when nothing. */
  readonly nextAction: { readonly type: "REDIRECT" | "BANK_TRANSFER" } | null;
  /** Whether it is being undone, or about to be. */
  readonly turnedBack: boolean;
}

export function checkoutStatus({ status, confirmedAt, nextAction, turnedBack }: CheckoutFacts): CheckoutStatus {
  if (status === "PENDING") return turnedBack ? "FAILED" : nextAction ? "ACTION_REQUIRED" : "RUNNING";
  return confirmedAt !== null && status !== "PAYMENT_FAILED" ? "SUCCEEDED" : "FAILED";
}

/** After how long to ask again: soon for what machines do, later for what people do. Null when it is over. */
export function pollAfterMs(facts: CheckoutFacts): number | null {
  if (facts.status !== "PENDING") return null;
  if (checkoutStatus(facts) !== "ACTION_REQUIRED") return 500;
  return facts.nextAction?.type === "BANK_TRANSFER" ? 30_000 : 2_000;
}

/** Why a checkout came to nothing, as a problem's code: its reason, where shoppers need not tell reasons apart. */
export function failureOf(problem: Readonly<Record<string, unknown>> & { readonly __typename: string }): string {
  const reason = problem["reason"];
  return typeof reason === "string" ? reason : codeOf(problem.__typename);
}
