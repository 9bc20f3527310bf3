import type { Money } from "@madang/service-kit";
import { inLocale } from "../domain/locale.ts";
import { type Fragment, join, sql, type Tx } from "./database.ts";
import type { Market } from "./market.ts";

export interface Product {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly description: string;
  readonly categoryId: string | null;
  readonly picture: Picture | null;
  readonly priceFrom: Money | null;
  readonly published: boolean;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface Picture {
  readonly url: string;
  readonly alt: string;
  readonly width: number;
  readonly height: number;
}

/** What `productColumns` selects. */
export interface ProductRow extends Omit<Product, "picture" | "priceFrom"> {
  readonly pictureUrl: string | null;
  readonly pictureAlt: Record<string, string> | null;
  readonly pictureWidth: number | null;
  readonly pictureHeight: number | null;
  readonly minor: bigint | null;
}

/** The best text of a product for a market. */
export const bestText = (product: Fragment, locales: readonly string[]) => sql`(
  SELECT name, description FROM product_translation WHERE product_id = ${product}
  ORDER BY array_position(${locales}::text[], locale) NULLS LAST, locale LIMIT 1)`;

/** The lowest price of a product in a market. */
export const lowestPrice = (product: Fragment, { channel, currency }: Market) => sql`(
  SELECT min(r.minor) FROM variant v JOIN price r ON r.variant_id = v.id
  WHERE v.product_id = ${product} AND r.channel_code = ${channel.code} AND r.currency = ${currency})`;

/** All that a product's own fields need, of `product p`. */
export const productColumns = (market: Market) => sql`
  p.id, p.slug, p.category_id AS "categoryId", p.version, p.created_at AS "createdAt", p.updated_at AS "updatedAt",
  p.picture_url AS "pictureUrl", p.picture_alt AS "pictureAlt",
  p.picture_width AS "pictureWidth", p.picture_height AS "pictureHeight",
  t.name, t.description, ${lowestPrice(sql`p.id`, market)} AS minor,
  EXISTS (SELECT FROM publication x WHERE x.product_id = p.id AND x.channel_code = ${market.channel.code}) AS published`;

export const productTexts = ({ locales }: Market) => sql`JOIN LATERAL ${bestText(sql`p.id`, locales)} t ON true`;

export function productOf(row: ProductRow, { currency, locales }: Market): Product {
  const { pictureUrl: url, pictureAlt: alt, pictureWidth: width, pictureHeight: height, minor, ...product } = row;
  return {
    ...product,
    picture: url && alt && width && height ? { url, alt: inLocale(alt, locales), width, height } : null,
    priceFrom: minor === null ? null : { minor, currency },
  };
}

async function productsWhere(db: Tx, market: Market, where: Fragment): Promise<Product[]> {
  const rows = await db.$queryRaw<ProductRow[]>`
    SELECT ${productColumns(market)} FROM product p ${productTexts(market)} WHERE ${where}`;
  return rows.map((row) => productOf(row, market));
}

export const productsByIds = (db: Tx, market: Market, ids: readonly string[]) =>
  productsWhere(db, market, sql`p.id IN (${join([...ids])})`);

export const productsBySlugs = (db: Tx, market: Market, slugs: readonly string[]) =>
  productsWhere(db, market, sql`p.slug IN (${join([...slugs])})`);

/** A product that is known to be there. */
export async function productById(db: Tx, market: Market, id: string): Promise<Product> {
  const [product] = await productsByIds(db, market, [id]);
  if (!product) throw new Error(`There is no ${id}.`);
  return product;
}
