import { hashOf } from "@madang/service-kit";
import type { QueryResolvers } from "../__generated__/resolvers.ts";
import { type Listed, listProducts } from "../data/listing.ts";
import { channels, marketOf } from "../data/market.ts";
import { quotes } from "../data/variants.ts";
import { filterOf } from "../domain/filter.ts";
import { quotable } from "../domain/quote.ts";

export const Query: QueryResolvers = {
  product: (_, { slug }, { loaders }) => loaders.productBySlug.load(slug),

  products: async (_, { filter: given, sort, first, after }, { db, loaders, cursors }) => {
    const market = await loaders.market();
    const filter = filterOf(given, market.currency);
    const page = await cursors.page<Listed>({
      // A cursor goes on in the very list that it came from: same market, filter and order.
      list: `products ${hashOf({ market, filter, sort })}`,
      first,
      after,
      position: ({ position }) => position,
      fetch: (from) => listProducts(db, market, { filter, sort, ...from }),
    });
    return { ...page, filter };
  },

  categories: async (_, __, { loaders }) => [...(await loaders.categories()).childrenOf(null)],
  category: async (_, { slug }, { loaders }) => (await loaders.categories()).bySlug(slug),
  channels: (_, __, { db }) => channels(db),
  quote: async (_, { channel, currency, variantIds, locale }, { db, viewer }) =>
    quotes(db, await marketOf(db, { channel, currency, locale: locale ?? viewer.locale }), quotable(variantIds)),
};
