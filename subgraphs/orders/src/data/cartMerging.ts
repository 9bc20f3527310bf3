import type { Market } from "../domain/cartMarket.ts";
import type { Merge } from "../domain/cartMerge.ts";
import type { CartRow } from "./carts.ts";
import type { Tx } from "./database.ts";

interface Merging {
  readonly guest: CartRow;
  readonly account: CartRow;
  readonly merge: Merge;
  /** What the account's cart is priced for from now on. */
  readonly market: Market;
  /** Whether the prices that came with the guest's lines are of that market. */
  readonly keepsPrices: boolean;
}

/** Carries out what is to become of two locked carts; the guest's is gone afterwards, with what it still held. */
export async function saveMerge(tx: Tx, { guest, account, merge, market, keepsPrices }: Merging, now: Date) {
  const { taken, changed, removed } = merge;
  if (removed.length > 0)
    await tx.cartLine.deleteMany({ where: { cartId: account.id, variantId: { in: [...removed] } } });
  if (changed.length > 0)
    await tx.$executeRaw`
      UPDATE cart_line l SET quantity = c.quantity
      FROM unnest(
        ${changed.map(({ variantId }) => variantId)}::text[], ${changed.map(({ quantity }) => quantity)}::int[]
      ) AS c(variant_id, quantity)
      WHERE l.cart_id = ${account.id} AND l.variant_id = c.variant_id`;
  if (taken.length > 0)
    await tx.cartLine.updateMany({
      where: { cartId: guest.id, variantId: { in: [...taken] } },
      data: { cartId: account.id, ...(!keepsPrices && { priceMinor: null, priceCurrency: null }) },
    });
  await tx.cart.delete({ where: { id: guest.id }, select: { id: true } });
  const { channel, currency } = market;
  await tx.cart.update({
    where: { id: account.id },
    data: { channel, currency, updatedAt: now, abandonedAt: null },
    select: { id: true },
  });
}
