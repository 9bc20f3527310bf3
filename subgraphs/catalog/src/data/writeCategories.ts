import type { Tx } from "./database.ts";

/** The id of a category by its slug. */
export async function categoryIdOf(db: Tx, slug: string): Promise<string | null> {
  if (slug.includes("\0")) return null;
  return (await db.category.findUnique({ where: { slug }, select: { id: true } }))?.id ?? null;
}

/** The ids of categories by slug. */
export async function categoryIdsOf(db: Tx, slugs: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await db.category.findMany({ where: { slug: { in: [...slugs] } }, select: { id: true, slug: true } });
  return new Map(rows.map(({ id, slug }) => [slug, id]));
}

export interface NewCategory {
  readonly id: string;
  readonly slug: string;
  readonly parentId: string | null;
  readonly names: readonly { readonly locale: string; readonly name: string }[];
}

/** Adds a category behind its siblings, as one that others are told of; says whether its slug was free. */
export async function insertCategory(tx: Tx, { id, slug, parentId, names }: NewCategory): Promise<boolean> {
  const added = await tx.$executeRaw`
    INSERT INTO category (id, slug, parent_id, told_parent_id, position)
    SELECT ${id}, ${slug}, ${parentId}, ${parentId}, coalesce(max(position) + 1, 0)
    FROM category WHERE parent_id IS NOT DISTINCT FROM ${parentId}
    ON CONFLICT (slug) DO NOTHING`;
  if (added === 0) return false;
  await tx.categoryTranslation.createMany({
    data: names.map(({ locale, name }) => ({ categoryId: id, locale, name })),
  });
  return true;
}
