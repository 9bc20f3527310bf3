import type { Work } from "../context.ts";

/** Something happened to a payment: the order's checkout, if it waits for that, looks again. */
export async function wakeCheckout({ wake }: Work, { orderId }: { readonly orderId: string }) {
  wake("checkout", orderId);
  return {};
}
