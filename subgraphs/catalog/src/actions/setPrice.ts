import { invalidInput, isId, problem } from "@madang/service-kit";
import type { SetPriceInput } from "../__generated__/resolvers.ts";
import type { Work } from "../context.ts";
import { channelOf, marketOf } from "../data/market.ts";
import { variantsByIds } from "../data/variants.ts";
import { putPrices } from "../data/writeProducts.ts";
import { priceIn } from "../domain/price.ts";

/** Sets what one of a variant costs in a channel and currency. */
export async function setPrice({ tx, viewer, now }: Work, input: SetPriceInput) {
  const channel = await channelOf(tx, input.channel ?? viewer.channel);
  if (!channel) return problem("ChannelNotFound");
  const minor = priceIn(input.price, channel.currencies, "price");
  if (typeof minor !== "bigint") return invalidInput(minor);
  if (!isId("product_variant", input.variantId)) return problem("VariantNotFound");
  const market = await marketOf(tx, viewer);
  const [variant] = await variantsByIds(tx, market, [input.variantId]);
  if (!variant) return problem("VariantNotFound");

  const { currency } = input.price;
  await putPrices(tx, now, [{ variantId: variant.id, channel: channel.code, currency, minor }]);
  const isViewers = channel.code === market.channel.code && currency === market.currency;
  return isViewers ? { ...variant, price: { minor, currency } } : variant;
}
