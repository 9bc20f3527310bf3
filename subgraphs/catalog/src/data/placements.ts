import type { Tx } from "./database.ts";

/** Categories whose place others do not know, noted as told from here on: at most so many, parents as they come. */
export const takeUntoldCategories = (tx: Tx, atMost: number) => tx.$queryRaw<{ id: string; parentId: string | null }[]>`
  UPDATE category c SET told_parent_id = c.parent_id FROM (
    SELECT id FROM category WHERE told_parent_id IS DISTINCT FROM parent_id
    ORDER BY id LIMIT ${atMost} FOR UPDATE SKIP LOCKED) AS untold
  WHERE c.id = untold.id RETURNING c.id, c.parent_id AS "parentId"`;

/** The same of products, with all their variants. */
export const takeUntoldProducts = (tx: Tx, atMost: number) => tx.$queryRaw<
  { id: string; categoryId: string | null; variantIds: string[] }[]
>`
  UPDATE product p SET told_category_id = p.category_id FROM (
    SELECT id FROM product WHERE told_category_id IS DISTINCT FROM category_id
    ORDER BY id LIMIT ${atMost} FOR UPDATE SKIP LOCKED) AS untold
  WHERE p.id = untold.id RETURNING p.id, p.category_id AS "categoryId",
    ARRAY(SELECT v.id FROM variant v WHERE v.product_id = p.id ORDER BY v.position) AS "variantIds"`;
