import { checkInput, invalidInput, isId, isProblem, problem } from "@madang/service-kit";
import { z } from "zod";
import type { Work } from "../context.ts";
import type { Offer } from "../data/cartLoaders.ts";
import { makeCart, priceOfLine, putLine } from "../data/carts.ts";
import { hashOfToken, newCartToken } from "../data/cartToken.ts";
import { fits, mostLines, mostPieces } from "../domain/cart.ts";
import { type Market, sameMarket } from "../domain/cartMarket.ts";
import { openCart } from "./openCart.ts";

const addition = z.object({
  token: z.string().nullish(),
  variantId: z.string().refine((id) => isId("product_variant", id), { params: { code: "WRONG_FORMAT" } }),
  quantity: z.number().int().min(1).max(mostPieces),
});

export type AddToCart = z.input<typeof addition> & {
  /** What the catalogue said before, outside of any transaction. */
  readonly offer: Offer;
};

/** Puts a variant into the cart, or more of it. A guest's new cart comes with its token, this once. */
export async function addToCart(work: Work, { offer, ...input }: AddToCart) {
  const wanted = checkInput(addition, input);
  if (isProblem(wanted)) return wanted;
  const found = await cartToken(work, wanted.token, offer.market);
  if (isProblem(found)) return found;
  const { token, made } = found;
  const cart = await openCart(work, token);
  if (isProblem(cart)) return cart;

  const { variantId } = wanted;
  const line = cart.lines.find((line) => line.variantId === variantId);
  if (!line && cart.lines.length >= mostLines) return problem("CartFull", { limit: mostLines });
  const held = line?.quantity ?? 0;
  if (!fits(held, wanted.quantity)) return invalidInput({ path: "quantity", code: "TOO_LARGE" });

  // A line keeps the price that it was put in at, and one of another market says nothing about it.
  const known = line ? priceOfLine(line) : null;
  const price = known === null && offer.market && sameMarket(cart, offer.market) ? offer.unitPrice : null;
  const changed = await putLine(work.tx, cart, { variantId, quantity: held + wanted.quantity, price }, work.now);
  return { ...changed, ...(made && { token: made }) };
}

/** Makes the cart of an account that has none, or of a guest who brings no token. */
async function cartToken({ tx, viewer, now }: Work, token: string | null | undefined, market: Market | null) {
  if (token != null) return { token, made: null };
  if (!market) return invalidInput({ path: "channel", code: "UNKNOWN" });
  const { accountId } = viewer;
  if (accountId !== null) {
    await makeCart(tx, { accountId }, market, now);
    return { token: null, made: null };
  }
  const made = newCartToken();
  await makeCart(tx, { tokenHash: hashOfToken(made) }, market, now);
  return { token: made, made };
}
