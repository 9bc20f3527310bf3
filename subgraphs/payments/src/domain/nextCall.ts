import { type Books, isHouse, isOver, type Payment, type RefundPart } from "./books.ts";

/** What the provider is to be asked next. */
export type NextCall =
  | { readonly call: "AUTHORIZE" | "FETCH" | "CAPTURE" | "VOID" }
  | { readonly call: "REFUND"; readonly part: RefundPart };

/** What is to be asked next for a payment; null when there is nothing left to do. */
export function nextCall(books: Books, payment: Payment): NextCall | null {
  if (isHouse(payment)) return null;
  const { status, wanted, providerStatus } = payment;
  if (status === "REQUESTED") return { call: isOver(payment) ? "FETCH" : "AUTHORIZE" };
  if (status === "CAPTURED") {
    const part = books.parts.find((each) => each.paymentId === payment.id && each.status === "REQUESTED");
    return part ? { call: "REFUND", part } : null;
  }
  const held = providerStatus === "ACTION_REQUIRED" || providerStatus === "AUTHORIZED";
  const live = status === "ACTION_REQUIRED" || status === "AUTHORIZED";
  // Also what the provider promised after we had let go of it.
  if (isOver(payment) || !live) return held ? { call: "VOID" } : null;
  return wanted === "CAPTURE" && status === "AUTHORIZED" ? { call: "CAPTURE" } : null;
}
