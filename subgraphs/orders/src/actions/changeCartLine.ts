import { checkInput, isProblem, problem } from "@madang/service-kit";
import { z } from "zod";
import type { Work } from "../context.ts";
import { putLines, takeLineOut } from "../data/carts.ts";
import { mostPieces } from "../domain/cart.ts";
import { openCart } from "./openCart.ts";

const change = z.object({
  token: z.string().nullish(),
  lineId: z.string(),
  quantity: z.number().int().min(0).max(mostPieces),
});

/** Changes how many of a line are wanted; 0 takes the line out. */
export async function changeCartLine(work: Work, input: z.input<typeof change>) {
  const wanted = checkInput(change, input);
  if (isProblem(wanted)) return wanted;
  const cart = await openCart(work, wanted.token);
  if (isProblem(cart)) return cart;

  const line = cart.lines.find(({ id }) => id === wanted.lineId);
  if (!line) return problem("CartLineNotFound");
  const { tx, now } = work;
  const { quantity } = wanted;
  if (quantity === 0) return takeLineOut(tx, cart, line.id, now);
  return putLines(tx, cart, [{ variantId: line.variantId, quantity }], now);
}
