import { checkInput, invalidInput, isCurrency, isId, isProblem, problem } from "@madang/service-kit";
import { z } from "zod";
import type { Work } from "../context.ts";
import { makeCart, putLine } from "../data/carts.ts";
import { hashOfToken, newCartToken } from "../data/cartToken.ts";
import { fits, mostLines, mostPieces } from "../domain/cart.ts";
import { openCart } from "./openCart.ts";

const addition = z.object({
  token: z.string().nullish(),
  variantId: z.string().refine((id) => isId("product_variant", id), { params: { code: "WRONG_FORMAT" } }),
  quantity: z.number().int().min(1).max(mostPieces),
});

/** Puts a variant into the cart, or more of it. A guest's new cart comes with its token, this once. */
export async function addToCart(work: Work, input: z.input<typeof addition>) {
  const wanted = checkInput(addition, input);
  if (isProblem(wanted)) return wanted;

  const { token, made } = await cartToken(work, wanted.token);
  const cart = await openCart(work, token);
  if (isProblem(cart)) return cart;

  const held = cart.lines.find(({ variantId }) => variantId === wanted.variantId)?.quantity ?? 0;
  if (held === 0 && cart.lines.length >= mostLines) return problem("CartFull", { limit: mostLines });
  if (!fits(held, wanted.quantity)) return invalidInput({ path: "quantity", code: "TOO_LARGE" });

  const quantity = held + wanted.quantity;
  const changed = await putLine(work.tx, cart, { variantId: wanted.variantId, quantity }, work.now);
  return { ...changed, ...(made && { token: made }) };
}

/** Makes the cart of an account that has none, or of a guest who brings no token. */
async function cartToken({ tx, viewer, now }: Work, token: string | null | undefined) {
  if (token != null) return { token, made: null };
  const { channel, accountId } = viewer;
  const currency = viewer.currency !== null && isCurrency(viewer.currency) ? viewer.currency : null;
  if (accountId !== null) {
    await makeCart(tx, { accountId }, { channel, currency }, now);
    return { token: null, made: null };
  }
  const made = newCartToken();
  await makeCart(tx, { tokenHash: hashOfToken(made) }, { channel, currency }, now);
  return { token: made, made };
}
