import { type Books, isOver, type Payment } from "./books.ts";
import { isGivenUp } from "./intents.ts";

/** How the payments of an order stand, all together. */
export type Standing =
  /** A provider has not answered: nobody knows. */
  | { readonly status: "UNKNOWN" }
  | { readonly status: "ACTION_REQUIRED"; readonly payment: Payment }
  | { readonly status: "AUTHORIZED" | "CAPTURED" | "OVER" | "EXPIRED" }
  | { readonly status: "DECLINED"; readonly payment: Payment };

export function standingOf({ order, payments }: Pick<Books, "order" | "payments">): Standing {
  if (order.status === "VOIDED") return { status: "OVER" };
  const parts = payments.filter((payment) => !isGivenUp(payment));
  if (parts.some(({ wanted, status }) => wanted === "EXPIRE" || status === "EXPIRED")) return { status: "EXPIRED" };
  const declined = parts.find(({ status }) => status === "DECLINED" || status === "FAILED");
  if (declined) return { status: "DECLINED", payment: declined };
  if (parts.some(isOver)) return { status: "OVER" };
  if (parts.some(({ status }) => status === "REQUESTED")) return { status: "UNKNOWN" };
  const waiting = parts.find(({ status }) => status === "ACTION_REQUIRED");
  if (waiting) return { status: "ACTION_REQUIRED", payment: waiting };
  const taken = parts.every(({ status, method }) => status === "CAPTURED" || method === "INVOICE");
  return { status: taken ? "CAPTURED" : "AUTHORIZED" };
}
