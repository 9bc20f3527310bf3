import { isId, type Money } from "@madang/service-kit";
import DataLoader from "dataloader";
import { channels } from "../calls/channels.ts";
import { mostQuoted, quote } from "../calls/quote.ts";
import type { LoaderContext } from "../context.ts";
import { maySee } from "../domain/rights.ts";
import { cartsOfAccount, type Market } from "./carts.ts";
import { findOrders } from "./orders.ts";

export interface PriceKey extends Market {
  readonly variantId: string;
}

const marketOf = ({ channel, currency }: Market) => `${channel} ${currency ?? ""}`;

export const loaders = ({ db, viewer, call, log }: LoaderContext) => {
  const byId = <Row extends { readonly id: string }>(ids: readonly string[], rows: readonly Row[]) => {
    const found = new Map(rows.map((row) => [row.id, row]));
    return ids.map((id) => found.get(id) ?? null);
  };

  /** What prices are in where nobody asked for a currency; null when there is no such market. */
  const currencyOf = new DataLoader(async (codes: readonly string[]) => {
    const known = await call(channels, {});
    return codes.map((code) => known.find((channel) => channel.code === code)?.defaultCurrency ?? null);
  });

  const quoted = async ({ channel, currency }: Market, variantIds: readonly string[]) => {
    const prices = new Map<string, Money | null>();
    const wanted = currency ?? (await currencyOf.load(channel));
    if (wanted === null) return prices;
    for (let from = 0; from < variantIds.length; from += mostQuoted) {
      const some = variantIds.slice(from, from + mostQuoted);
      for (const { variantId, unitPrice } of await call(quote, { channel, currency: wanted, variantIds: some }))
        prices.set(variantId, unitPrice);
    }
    return prices;
  };

  /** Today's prices. Null where there is none, and where the catalogue does not answer: a cart shows without them. */
  const priceOf = new DataLoader<PriceKey, Money | null, string>(
    async (keys) => {
      const markets = new Map(keys.map((key) => [marketOf(key), key]));
      const prices = new Map<string, ReadonlyMap<string, Money | null>>();
      for (const [name, market] of markets) {
        const ids = keys.filter((key) => marketOf(key) === name).map(({ variantId }) => variantId);
        try {
          prices.set(name, await quoted(market, ids));
        } catch (err) {
          log.warn({ err }, "A cart is shown without prices");
        }
      }
      return keys.map((key) => prices.get(marketOf(key))?.get(key.variantId) ?? null);
    },
    { cacheKeyFn: (key) => `${marketOf(key)} ${key.variantId}` },
  );

  return {
    priceOf,
    /** A stranger's order and a missing one look the same, so ids cannot be probed. */
    orderById: new DataLoader(async (ids: readonly string[]) => {
      const found = await findOrders(
        db,
        ids.filter((id) => isId("order", id)),
      );
      return byId(
        ids,
        found.filter((order) => maySee(viewer, order)),
      );
    }),
    /** Only the account's own: a guest's is found by its token alone. */
    ownCartById: new DataLoader(async (ids: readonly string[]) =>
      byId(
        ids,
        viewer.accountId === null
          ? []
          : await cartsOfAccount(
              db,
              viewer.accountId,
              ids.filter((id) => isId("cart", id)),
            ),
      ),
    ),
  };
};
