import { cartAbandoned } from "@madang/events";
import type { Work } from "../context.ts";
import { readCart } from "../data/carts.ts";
import { type AbandonedCart, markAbandoned } from "../data/oldCarts.ts";

export interface AnnounceAbandonedCart {
  readonly cart: AbandonedCart;
  /** Null when there is nobody to write to. */
  readonly contact: { readonly email: string; readonly locale: string } | null;
  /** Names of what is for sale. */
  readonly names: ReadonlyMap<string, string>;
}

/** Tells of a cart that was left alone, once for each change of it: nothing when it changed since it was looked at. */
export async function announceAbandonedCart({ tx, now, publish }: Work, input: AnnounceAbandonedCart) {
  const { cart, contact, names } = input;
  if (!(await markAbandoned(tx, cart, now))) return;
  const lines = (await readCart(tx, cart.id)).lines.flatMap(({ variantId, quantity }) => {
    const name = names.get(variantId);
    return name === undefined ? [] : [{ variantId, name, quantity }];
  });
  // It counts as told of all the same: who has no address, and a cart with nothing to buy, are not looked at again.
  if (contact === null || lines.length === 0) return;
  const { email, locale } = contact;
  const { id: cartId, accountId, updatedAt } = cart;
  publish(cartAbandoned, { cartId, accountId, email, locale, lines, updatedAt });
}
