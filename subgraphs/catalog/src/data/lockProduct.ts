import { isId } from "@madang/service-kit";
import { Prisma } from "./__generated__/prisma/client.ts";
import type { Tx } from "./database.ts";
import type { StoredPicture } from "./writeProducts.ts";

export interface LockedProduct {
  readonly id: string;
  readonly version: number;
  readonly categoryId: string | null;
  readonly pictureUrl: string | null;
  readonly pictureAlt: Record<string, string> | null;
}

/** Locks a product until the end of the transaction. */
export async function lockProduct(tx: Tx, id: string): Promise<LockedProduct | null> {
  if (!isId("product", id)) return null;
  const [row] = await tx.$queryRaw<LockedProduct[]>`
    SELECT id, version, category_id AS "categoryId", picture_url AS "pictureUrl", picture_alt AS "pictureAlt"
    FROM product WHERE id = ${id} FOR UPDATE`;
  return row ?? null;
}

export interface KnownSku {
  readonly skuKey: string;
  readonly variantId: string;
  readonly productId: string;
  readonly importHash: string | null;
}

/** What has these SKUs, locked in one order for all. */
export const lockBySkus = (tx: Tx, skuKeys: readonly string[]) => tx.$queryRaw<KnownSku[]>`
  SELECT v.sku_key AS "skuKey", v.id AS "variantId", p.id AS "productId", p.import_hash AS "importHash"
  FROM product p JOIN variant v ON v.product_id = p.id
  WHERE v.sku_key = ANY (${skuKeys}) ORDER BY p.id, v.position FOR UPDATE OF p`;

export interface ProductChange {
  /** A category's id that others are told of, null for none; left out, it stays. */
  readonly categoryId?: string | null;
  /** Null for none; left out, it stays. */
  readonly picture?: StoredPicture | null;
  readonly importHash?: string;
}

/** Changes a locked product and counts its version up. */
export const saveProduct = (tx: Tx, now: Date, id: string, { categoryId, picture, importHash }: ProductChange) =>
  tx.product.update({
    where: { id },
    data: {
      version: { increment: 1 },
      updatedAt: now,
      ...(categoryId !== undefined && { categoryId, toldCategoryId: categoryId }),
      ...(picture !== undefined && pictureColumns(picture)),
      ...(importHash !== undefined && { importHash }),
    },
    select: { id: true },
  });

/** Notes that what was imported changed products, and counts their versions up. */
export const saveImported = (tx: Tx, now: Date, changes: readonly { productId: string; importHash: string }[]) =>
  tx.$executeRaw`
    UPDATE product p SET import_hash = r.hash, version = p.version + 1, updated_at = ${now}::timestamptz
    FROM unnest(${changes.map(({ productId }) => productId)}::text[],
                ${changes.map(({ importHash }) => importHash)}::text[]) AS r(id, hash)
    WHERE p.id = r.id`;

const pictureColumns = (picture: StoredPicture | null) => ({
  pictureUrl: picture?.url ?? null,
  pictureAlt: picture?.alt ?? Prisma.DbNull,
  pictureWidth: picture?.width ?? null,
  pictureHeight: picture?.height ?? null,
});
