import { isProblem, problem } from "@madang/service-kit";
import type { Work } from "../context.ts";
import { takeLineOut } from "../data/carts.ts";
import { openCart } from "./openCart.ts";

/** Takes a line out of the cart. */
export async function removeFromCart(work: Work, input: { token?: string | null; lineId: string }) {
  const cart = await openCart(work, input.token);
  if (isProblem(cart)) return cart;

  const line = cart.lines.find(({ id }) => id === input.lineId);
  if (!line) return problem("CartLineNotFound");
  return takeLineOut(work.tx, cart, line.id, work.now);
}
