import { CallFailed, type Sweep } from "@madang/service-kit";
import { announceAbandonedCart } from "../actions/announceAbandonedCart.ts";
import { findAbandonedCarts, remindedAtOnce } from "../actions/findAbandonedCarts.ts";
import { accountContact } from "../calls/accountContact.ts";
import { channels } from "../calls/channels.ts";
import { quote } from "../calls/quote.ts";
import type { Background } from "../context.ts";
import type { Tx } from "../data/database.ts";
import type { AbandonedCart } from "../data/oldCarts.ts";
import { marketOf } from "../domain/cartMarket.ts";

type Asking = Pick<Background, "run" | "call">;

/** More than this is left to the next run: nobody holds a turn for long. */
const mostRounds = 50;

/**
 * Tells of carts that accounts left alone. Address and names are asked for before the transaction. A cart for which a
 * room does not answer keeps no other from its turn; the next run looks at it again. Says how many it looked at.
 */
export async function remindOfCarts(asking: Asking): Promise<number> {
  const carts = await asking.run(findAbandonedCarts, undefined);
  const failures: unknown[] = [];
  for (const cart of carts) await remindOf(asking, cart).catch((error: unknown) => failures.push(error));
  if (failures.length > 0)
    throw new AggregateError(failures, `${failures.length} abandoned carts could not be told of.`);
  return carts.length;
}

async function remindOf({ run, call }: Asking, cart: AbandonedCart): Promise<void> {
  const contact = cart.variantIds.length === 0 ? null : await call(accountContact, { id: cart.accountId });
  const names = contact ? await namesIn({ call }, cart, contact.locale) : new Map<string, string>();
  await run(announceAbandonedCart, { cart, contact, names });
}

/** The names of what is for sale, in a language. */
async function namesIn({ call }: Pick<Asking, "call">, { variantIds, ...cart }: AbandonedCart, locale: string) {
  const market = cart.currency === null ? marketOf(cart, await call(channels, {})) : cart;
  if (!market?.currency) return new Map<string, string>();
  const { channel, currency } = market;
  const quotes = await call(quote, { channel, currency, variantIds, locale }).catch((error: unknown) => {
    // A channel that there never was, or is no more: nothing is for sale there, however often one asks.
    if (error instanceof CallFailed && !error.retryable) return [];
    throw error;
  });
  return new Map(quotes.flatMap(({ variantId, name, unitPrice }) => (unitPrice ? [[variantId, name]] : [])));
}

export const abandonedCarts: Sweep<Tx> = {
  name: "abandonedCarts",
  everyMs: 60_000,
  run: async (background: Background) => {
    for (let round = 0; round < mostRounds && (await remindOfCarts(background)) === remindedAtOnce; round++);
  },
};
