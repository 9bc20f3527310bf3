import { problem } from "@madang/service-kit";
import type { Work } from "../context.ts";
import { dropMethod } from "../data/savedMethods.ts";

/** Takes a saved method out of the viewer's wallet. Another's and a missing one look the same. */
export async function removePaymentMethod({ tx, viewer, now }: Work, { id }: { readonly id: string }) {
  const dropped = viewer.accountId !== null && (await dropMethod(tx, viewer.accountId, id, now));
  return dropped ? { id } : problem("PaymentMethodNotFound");
}
