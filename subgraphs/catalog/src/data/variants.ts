import type { Money } from "@madang/service-kit";
import { type Fragment, join, sql, type Tx } from "./database.ts";
import type { Market } from "./market.ts";
import { bestText } from "./products.ts";

export interface Variant {
  readonly id: string;
  readonly productId: string;
  readonly sku: string;
  readonly name: string;
  readonly price: Money | null;
  /** Whether the channel shows its product. */
  readonly published: boolean;
}

type VariantRow = Omit<Variant, "price"> & { readonly minor: bigint | null };

const variantColumns = ({ channel, locales, currency }: Market) => sql`
  v.id, v.product_id AS "productId", v.sku, r.minor,
  coalesce((
    SELECT name FROM variant_translation WHERE variant_id = v.id
    ORDER BY array_position(${locales}::text[], locale) NULLS LAST, locale LIMIT 1), '') AS name,
  EXISTS (SELECT FROM publication x WHERE x.product_id = v.product_id AND x.channel_code = ${channel.code}) AS published
  FROM variant v
  LEFT JOIN price r ON r.variant_id = v.id AND r.channel_code = ${channel.code} AND r.currency = ${currency}`;

async function variantsWhere(db: Tx, market: Market, where: Fragment): Promise<Variant[]> {
  const rows = await db.$queryRaw<VariantRow[]>`
    SELECT ${variantColumns(market)} WHERE ${where} ORDER BY v.product_id, v.position`;
  return rows.map(({ minor, ...variant }) => ({
    ...variant,
    price: minor === null ? null : { minor, currency: market.currency },
  }));
}

export const variantsByIds = (db: Tx, market: Market, ids: readonly string[]) =>
  variantsWhere(db, market, sql`v.id IN (${join([...ids])})`);

/** Variants by product, each product's in the shop's order. */
export const variantsByProducts = (db: Tx, market: Market, productIds: readonly string[]) =>
  variantsWhere(db, market, sql`v.product_id IN (${join([...productIds])})`);

export interface Quote {
  readonly variantId: string;
  readonly sku: string;
  readonly name: string;
  readonly unitPrice: Money | null;
}

/** What variants cost now; what the channel does not show has no price there. Unknown ids are left out. */
export async function quotes(db: Tx, market: Market, ids: readonly string[]): Promise<Quote[]> {
  if (ids.length === 0) return [];
  const rows = await db.$queryRaw<(VariantRow & { readonly productName: string })[]>`
    SELECT q.*, t.name AS "productName" FROM (SELECT ${variantColumns(market)} WHERE v.id IN (${join([...ids])})) AS q
    JOIN LATERAL ${bestText(sql`q."productId"`, market.locales)} t ON true
    ORDER BY q.id`;
  return rows.map(({ id, sku, name, productName, minor, published }) => ({
    variantId: id,
    sku,
    name: name === "" ? productName : `${productName}, ${name}`,
    unitPrice: published && minor !== null ? { minor, currency: market.currency } : null,
  }));
}
