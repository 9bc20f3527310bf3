/** What a cart's prices depend on; a currency that is null is the channel's default. */
export interface Market {
  readonly channel: string;
  readonly currency: string | null;
}

interface KnownChannel {
  readonly code: string;
  readonly defaultCurrency: string;
  readonly currencies: readonly string[];
}

/**
 * The market of a new cart: null when there is no such channel. A currency that the channel does not sell in gives
 * way to its default. When nobody could be asked, it is as wanted: whoever orders is asked again.
 */
export function marketOf(wanted: Market, channels: readonly KnownChannel[] | null): Market | null {
  if (channels === null) return { channel: wanted.channel, currency: wanted.currency };
  const channel = channels.find(({ code }) => code === wanted.channel);
  if (!channel) return null;
  const sells = wanted.currency !== null && channel.currencies.includes(wanted.currency);
  return { channel: channel.code, currency: sells ? wanted.currency : channel.defaultCurrency };
}

export const sameMarket = (one: Market, other: Market) =>
  one.channel === other.channel && one.currency === other.currency;
