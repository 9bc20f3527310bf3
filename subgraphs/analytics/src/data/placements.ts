import { categoryPath } from "../domain/categoryPath.ts";
import type { Db, Tx } from "./database.ts";

/** What each variant counts for: its product, the product's category and those above it. None for one unheard of. */
export async function scopesOf(tx: Tx | Db, variantIds: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await tx.$queryRaw<{ id: string; productId: string; categoryId: string | null }[]>`
    SELECT v.id, v.product_id AS "productId", p.category_id AS "categoryId"
    FROM variant v LEFT JOIN product p ON p.id = v.product_id WHERE v.id = ANY (${variantIds})`;
  const parents = await categoryParents(tx);
  return new Map(rows.map(({ id, productId, categoryId }) => [id, [productId, ...categoryPath(categoryId, parents)]]));
}

/** Whether a product is in a category or below it. */
export async function isProductIn(db: Db, productId: string, categoryId: string): Promise<boolean> {
  const [row] = await db.$queryRaw<{ categoryId: string | null }[]>`
    SELECT category_id AS "categoryId" FROM product WHERE id = ${productId}`;
  return categoryPath(row?.categoryId ?? null, await categoryParents(db)).includes(categoryId);
}

/** The whole tree: a shop has few categories. */
async function categoryParents(tx: Tx | Db): Promise<Map<string, string | null>> {
  const rows = await tx.$queryRaw<{ id: string; parentId: string | null }[]>`
    SELECT id, parent_id AS "parentId" FROM category`;
  return new Map(rows.map(({ id, parentId }) => [id, parentId]));
}
