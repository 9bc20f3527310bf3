import { isCurrency, isId, type Money } from "@madang/service-kit";
import DataLoader from "dataloader";
import { channels } from "../calls/channels.ts";
import { mostQuoted, quote } from "../calls/quote.ts";
import { mostCountedAtOnce, stockOf } from "../calls/stock.ts";
import type { LoaderContext } from "../context.ts";
import { mostLines } from "../domain/cart.ts";
import { type Market, marketOf } from "../domain/cartMarket.ts";
import { type CartWarning, warningsOf } from "../domain/cartWarnings.ts";
import { type CartRow, findCartOf, priceOfLine } from "./carts.ts";
import { inTime } from "./inTime.ts";

export interface PriceKey extends Market {
  readonly variantId: string;
}

/** What the catalogue says of a variant; null when it does not answer. */
type Quoted = { readonly unitPrice: Money | null } | null;

/** What lines are put in with. */
export interface Offers {
  /** What a new cart is for, and what the prices are of; null when there is no such channel. */
  readonly market: Market | null;
  /** The price of one of each variant today, where it is known. */
  readonly unitPrices: ReadonlyMap<string, Money>;
}

/** What carts show of other rooms: one call to each, however many lines, and nothing where one does not answer. */
export const cartLoaders = ({ db, viewer, call, log, settings }: LoaderContext) => {
  const told = <T>(what: string, asked: Promise<T>) => inTime(asked, { what, ms: settings.CART_PATIENCE_MS, log });

  const quoteOf = new DataLoader<PriceKey, Quoted, string>(
    inMarkets(async ({ channel, currency }, variantIds) => {
      const quoted = async () => {
        const wanted = currency ?? marketOf({ channel, currency }, await call(channels, {}))?.currency;
        if (wanted == null) return [];
        const pages = inPages(variantIds, mostQuoted);
        return (
          await Promise.all(pages.map((ids) => call(quote, { channel, currency: wanted, variantIds: ids })))
        ).flat();
      };
      const quotes = await told("The prices of a cart", quoted());
      const priceOf = new Map(quotes?.map(({ variantId, unitPrice }) => [variantId, unitPrice]));
      return (variantId) => quotes && { unitPrice: priceOf.get(variantId) ?? null };
    }),
    { cacheKeyFn: ({ variantId, ...market }) => `${nameOf(market)} ${variantId}` },
  );

  const availableOf = new DataLoader<PriceKey, number | null, string>(
    inMarkets(async ({ channel }, variantIds) => {
      const pages = inPages(variantIds, mostCountedAtOnce);
      const counted = await told(
        "The stock of a cart",
        Promise.all(pages.map((ids) => call(stockOf, { channel, variantIds: ids }))),
      );
      const available = new Map(counted?.flat().map((level) => [level.variantId, level.available]));
      // Of what inventory has never heard of there is nothing.
      return (variantId) => counted && (available.get(variantId) ?? 0);
    }),
    { cacheKeyFn: ({ variantId, ...market }) => `${nameOf(market)} ${variantId}` },
  );

  /** Today's price. Null where there is none, and where the catalogue does not answer: a cart shows without it. */
  const priceOf = async (key: PriceKey) => (await quoteOf.load(key))?.unitPrice ?? null;

  return {
    priceOf,

    warningsOf: async ({ lines, channel, currency }: CartRow): Promise<CartWarning[]> => {
      const keys = lines.map(({ variantId }) => ({ variantId, channel, currency }));
      const [quotes, stock] = await Promise.all([
        Promise.all(keys.map((key) => quoteOf.load(key))),
        Promise.all(keys.map((key) => availableOf.load(key))),
      ]);
      return lines.flatMap((line, i) =>
        warningsOf({
          id: line.id,
          quantity: line.quantity,
          price: priceOfLine(line),
          quote: quotes[i] ?? null,
          available: stock[i] ?? null,
        }),
      );
    },

    /** Asked before lines are put in, since no transaction waits for a network. */
    offersFor: async (token: string | null | undefined, variantIds: readonly string[]): Promise<Offers> => {
      const cart = await findCartOf(db, viewer, token);
      if (cart) return { market: cart, unitPrices: await pricesIn(cart) };
      const { channel, currency } = viewer;
      const wanted = { channel, currency: currency !== null && isCurrency(currency) ? currency : null };
      // Whoever brings a token that finds nothing gets no cart, and no price.
      if (token != null) return { market: wanted, unitPrices: new Map() };
      const known = await told("The channels", call(channels, {}));
      const market = marketOf(wanted, known);
      // It did not answer just now, and nobody has to wait for that twice.
      return { market, unitPrices: market && known ? await pricesIn(market) : new Map() };

      async function pricesIn({ channel, currency }: Market) {
        // More than a cart holds is refused in a moment: the catalogue is not asked for it.
        const ids = variantIds.slice(0, mostLines).filter((id) => isId("product_variant", id));
        const prices = await Promise.all(ids.map((variantId) => priceOf({ variantId, channel, currency })));
        return new Map(ids.flatMap((id, i) => (prices[i] ? [[id, prices[i]] as const] : [])));
      }
    },
  };
};

const nameOf = ({ channel, currency }: Market) => `${channel} ${currency ?? ""}`;

const inPages = (ids: readonly string[], size: number) =>
  Array.from({ length: Math.ceil(ids.length / size) }, (_, page) => ids.slice(page * size, (page + 1) * size));

/** Loads by market: `load` is asked once for each, and says what it has for a variant there. */
const inMarkets =
  <T>(load: (market: Market, variantIds: readonly string[]) => Promise<(variantId: string) => T>) =>
  async (keys: readonly PriceKey[]): Promise<T[]> => {
    const byMarket = Map.groupBy(keys, nameOf);
    const found = new Map<string, (variantId: string) => T>();
    await Promise.all(
      [...byMarket].map(async ([name, [first, ...more]]) => {
        if (first)
          found.set(
            name,
            await load(
              first,
              [first, ...more].map(({ variantId }) => variantId),
            ),
          );
      }),
    );
    return keys.map((key) => {
      const of = found.get(nameOf(key));
      if (!of) throw new Error(`Nobody asked for ${nameOf(key)}.`);
      return of(key.variantId);
    });
  };
