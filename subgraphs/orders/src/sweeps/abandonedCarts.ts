import type { Sweep } from "@madang/service-kit";
import { announceAbandonedCart } from "../actions/announceAbandonedCart.ts";
import { findAbandonedCarts } from "../actions/findAbandonedCarts.ts";
import { accountContact } from "../calls/accountContact.ts";
import { channels } from "../calls/channels.ts";
import { quote } from "../calls/quote.ts";
import type { Background } from "../context.ts";
import type { Tx } from "../data/database.ts";
import type { AbandonedCart } from "../data/oldCarts.ts";
import { marketOf } from "../domain/cartMarket.ts";

type Asking = Pick<Background, "run" | "call">;

/**
 * Tells of carts that accounts left alone. Address and names are asked for before the transaction. When a room does
 * not answer the run ends with its error, and the next one looks at the same carts again.
 */
export async function remindOfCarts({ run, call }: Asking): Promise<void> {
  for (const cart of await run(findAbandonedCarts, undefined)) {
    const contact = cart.variantIds.length === 0 ? null : await call(accountContact, { id: cart.accountId });
    const names = contact ? await namesIn({ call }, cart, contact.locale) : new Map<string, string>();
    await run(announceAbandonedCart, { cart, contact, names });
  }
}

/** The names of what is for sale, in a language. */
async function namesIn({ call }: Pick<Asking, "call">, { variantIds, ...cart }: AbandonedCart, locale: string) {
  const market = cart.currency === null ? marketOf(cart, await call(channels, {})) : cart;
  if (!market?.currency) return new Map<string, string>();
  const { channel, currency } = market;
  const quotes = await call(quote, { channel, currency, variantIds, locale });
  return new Map(quotes.flatMap(({ variantId, name, unitPrice }) => (unitPrice ? [[variantId, name]] : [])));
}

export const abandonedCarts: Sweep<Tx> = {
  name: "abandonedCarts",
  everyMs: 60_000,
  run: (background: Background) => remindOfCarts(background),
};
