import { problem } from "@madang/service-kit";
import type { SetPublicationInput } from "../__generated__/resolvers.ts";
import type { Work } from "../context.ts";
import { lockProduct, saveProduct } from "../data/lockProduct.ts";
import { channelOf, marketOf } from "../data/market.ts";
import { productById } from "../data/products.ts";
import { putPublications, removePublication } from "../data/writeProducts.ts";

/** Shows or hides a product in a channel; what is so already stays as it is. */
export async function setPublication({ tx, viewer, now }: Work, input: SetPublicationInput) {
  const product = await lockProduct(tx, input.productId);
  if (!product) return problem("ProductNotFound");
  const channel = await channelOf(tx, input.channel ?? viewer.channel);
  if (!channel) return problem("ChannelNotFound");

  const changed = input.published
    ? (await putPublications(tx, now, channel.code, [product.id])) > 0
    : await removePublication(tx, channel.code, product.id);
  if (changed) await saveProduct(tx, now, product.id, {});

  return productById(tx, await marketOf(tx, viewer), product.id);
}
