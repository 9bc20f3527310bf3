import { checkInput, invalidInput, isId, isProblem, problem } from "@madang/service-kit";
import { z } from "zod";
import type { Work } from "../context.ts";
import type { Offers } from "../data/cartLoaders.ts";
import { makeCart, type PutLine, priceOfLine, putLines } from "../data/carts.ts";
import { hashOfToken, newCartToken } from "../data/cartToken.ts";
import { fits, mostLines, mostPieces } from "../domain/cart.ts";
import { type Market, sameMarket } from "../domain/cartMarket.ts";
import { openCart } from "./openCart.ts";

const line = z.object({
  variantId: z.string().refine((id) => isId("product_variant", id), { params: { code: "WRONG_FORMAT" } }),
  quantity: z.number().int().min(1).max(mostPieces),
});
const addition = line.extend({ token: z.string().nullish() });
const additions = z.object({
  token: z.string().nullish(),
  lines: z
    .array(line)
    .min(1)
    .max(mostLines)
    .refine((lines) => new Set(lines.map(({ variantId }) => variantId)).size === lines.length, {
      params: { code: "DUPLICATE" },
    }),
});

interface Offered {
  /** What the catalogue said before, outside of any transaction. */
  readonly offers: Offers;
}

export type AddToCart = z.input<typeof addition> & Offered;
export type AddLinesToCart = z.input<typeof additions> & Offered;

/** Puts a variant into the cart, or more of it. A guest's new cart comes with its token, this once. */
export async function addToCart(work: Work, { offers, ...input }: AddToCart) {
  const wanted = checkInput(addition, input);
  if (isProblem(wanted)) return wanted;
  const { token, ...line } = wanted;
  return add(work, { token, lines: [line], offers }, () => "quantity");
}

/** The same for several variants at once: either all of them are in the cart afterwards or none. */
export async function addLinesToCart(work: Work, { offers, ...input }: AddLinesToCart) {
  const wanted = checkInput(additions, input);
  return isProblem(wanted) ? wanted : add(work, { ...wanted, offers }, (index) => `lines.${index}.quantity`);
}

async function add(
  work: Work,
  { token: brought, lines, offers }: z.output<typeof additions> & Offered,
  quantityAt: (index: number) => string,
) {
  const found = await cartToken(work, brought, offers.market);
  if (isProblem(found)) return found;
  const { token, made } = found;
  const cart = await openCart(work, token);
  if (isProblem(cart)) return cart;

  const heldBy = new Map(cart.lines.map((line) => [line.variantId, line]));
  const fresh = lines.filter(({ variantId }) => !heldBy.has(variantId));
  if (cart.lines.length + fresh.length > mostLines) return problem("CartFull", { limit: mostLines });
  const tooMany = lines.findIndex(({ variantId, quantity }) => !fits(heldBy.get(variantId)?.quantity ?? 0, quantity));
  if (tooMany !== -1) return invalidInput({ path: quantityAt(tooMany), code: "TOO_LARGE" });

  const put = lines.map(({ variantId, quantity }): PutLine => {
    const held = heldBy.get(variantId);
    // A line keeps the price that it was put in at, and one of another market says nothing about it.
    const known = held ? priceOfLine(held) : null;
    const offered = offers.market && sameMarket(cart, offers.market) ? offers.unitPrices.get(variantId) : null;
    return { variantId, quantity: (held?.quantity ?? 0) + quantity, price: known ?? offered ?? null };
  });
  return { ...(await putLines(work.tx, cart, put, work.now)), ...(made && { token: made }) };
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
