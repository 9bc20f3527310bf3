import { toJson } from "@madang/service-kit";
import { skuKey } from "../domain/sku.ts";
import type { Tx } from "./database.ts";

export interface NewProduct {
  readonly id: string;
  readonly slug: string;
  readonly categoryId: string | null;
  readonly picture: StoredPicture | null;
  readonly importHash: string | null;
}

/** A picture with what it shows, by locale. */
export interface StoredPicture {
  readonly url: string;
  readonly alt: Readonly<Record<string, string>>;
  readonly width: number;
  readonly height: number;
}

export interface ProductText {
  readonly productId: string;
  readonly locale: string;
  readonly name: string;
  readonly description: string;
}

export interface NewVariant {
  readonly id: string;
  readonly productId: string;
  readonly sku: string;
  readonly position: number;
}

export interface VariantText {
  readonly variantId: string;
  readonly locale: string;
  readonly name: string;
}

export interface NewPrice {
  readonly variantId: string;
  readonly channel: string;
  readonly currency: string;
  readonly minor: bigint;
}

interface Id {
  readonly id: string;
}

/** Adds products, as ones that others are told of; gives the ids of those whose slug was free. */
export async function insertProducts(tx: Tx, now: Date, products: readonly NewProduct[]): Promise<Set<string>> {
  const rows = await tx.$queryRaw<Id[]>`
    INSERT INTO product (id, slug, category_id, told_category_id, picture_url, picture_alt, picture_width, picture_height,
                         import_hash, created_at, updated_at)
    SELECT id, slug, "categoryId", "categoryId", picture ->> 'url', picture -> 'alt', (picture ->> 'width')::integer,
           (picture ->> 'height')::integer, "importHash", ${now}::timestamptz, ${now}::timestamptz
    FROM jsonb_to_recordset(${toJson(products)}::jsonb)
      AS r(id text, slug text, "categoryId" text, picture jsonb, "importHash" text)
    ON CONFLICT (slug) DO NOTHING RETURNING id`;
  return new Set(rows.map(({ id }) => id));
}

/** Adds texts, or replaces those that are different. */
export const putTexts = (tx: Tx, texts: readonly ProductText[]) => tx.$executeRaw`
  INSERT INTO product_translation AS t (product_id, locale, name, description)
  SELECT "productId", locale, name, description FROM jsonb_to_recordset(${toJson(texts)}::jsonb)
    AS r("productId" text, locale text, name text, description text)
  ON CONFLICT (product_id, locale) DO UPDATE SET name = EXCLUDED.name, description = EXCLUDED.description
  WHERE (t.name, t.description) IS DISTINCT FROM (EXCLUDED.name, EXCLUDED.description)`;

/** Adds variants; gives the ids of those whose SKU was free. */
export async function insertVariants(tx: Tx, variants: readonly NewVariant[]): Promise<Set<string>> {
  const keyed = variants.map((variant) => ({ ...variant, skuKey: skuKey(variant.sku) }));
  const rows = await tx.$queryRaw<Id[]>`
    INSERT INTO variant (id, product_id, sku, sku_key, position)
    SELECT id, "productId", sku, "skuKey", position FROM jsonb_to_recordset(${toJson(keyed)}::jsonb)
      AS r(id text, "productId" text, sku text, "skuKey" text, position integer)
    ON CONFLICT (sku_key) DO NOTHING RETURNING id`;
  return new Set(rows.map(({ id }) => id));
}

export const putVariantTexts = (tx: Tx, texts: readonly VariantText[]) => tx.$executeRaw`
  INSERT INTO variant_translation AS t (variant_id, locale, name)
  SELECT "variantId", locale, name FROM jsonb_to_recordset(${toJson(texts)}::jsonb)
    AS r("variantId" text, locale text, name text)
  ON CONFLICT (variant_id, locale) DO UPDATE SET name = EXCLUDED.name WHERE t.name IS DISTINCT FROM EXCLUDED.name`;

/** Sets prices; one that is what it was keeps its time. */
export const putPrices = (tx: Tx, now: Date, prices: readonly NewPrice[]) => tx.$executeRaw`
  INSERT INTO price AS p (variant_id, channel_code, currency, minor, updated_at)
  SELECT "variantId", channel, currency, minor, ${now}::timestamptz FROM jsonb_to_recordset(${toJson(prices)}::jsonb)
    AS r("variantId" text, channel text, currency text, minor bigint)
  ON CONFLICT (variant_id, channel_code, currency) DO UPDATE SET minor = EXCLUDED.minor, updated_at = EXCLUDED.updated_at
  WHERE p.minor IS DISTINCT FROM EXCLUDED.minor`;

/** Shows products in a channel; gives how many it did not show before. */
export const putPublications = (tx: Tx, now: Date, channel: string, productIds: readonly string[]) => tx.$executeRaw`
  INSERT INTO publication (product_id, channel_code, published_at)
  SELECT id, ${channel}, ${now}::timestamptz FROM unnest(${productIds}::text[]) AS id
  ON CONFLICT DO NOTHING`;

/** Hides a product in a channel; gives whether it was shown. */
export const removePublication = async (tx: Tx, channel: string, productId: string): Promise<boolean> =>
  (await tx.publication.deleteMany({ where: { productId, channelCode: channel } })).count > 0;
