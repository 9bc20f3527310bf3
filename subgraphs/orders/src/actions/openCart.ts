import { type Problem, problem } from "@madang/service-kit";
import type { Work } from "../context.ts";
import { type CartRow, lockCart } from "../data/carts.ts";
import { cartHolder } from "../data/cartToken.ts";

/** The viewer's cart, locked, when it can be changed. */
export async function openCart(
  { tx, viewer }: Work,
  token: string | null | undefined,
): Promise<CartRow | Problem<"CartNotFound"> | Problem<"CartBeingOrdered">> {
  const holder = cartHolder(viewer, token);
  const cart = holder && (await lockCart(tx, holder));
  if (!cart) return problem("CartNotFound");
  return cart.status === "OPEN" ? cart : problem("CartBeingOrdered");
}
