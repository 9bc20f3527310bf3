import type { Tx } from "./database.ts";

export interface Category {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly parentId: string | null;
}

/** The whole tree: a shop has few shelves, so one statement fetches them all, in the shop's order. */
export class CategoryTree {
  readonly byId: ReadonlyMap<string, Category>;
  readonly #children: ReadonlyMap<string | null, Category[]>;

  constructor(categories: readonly Category[]) {
    this.byId = new Map(categories.map((category) => [category.id, category]));
    this.#children = Map.groupBy(categories, ({ parentId }) => parentId);
  }

  childrenOf(parentId: string | null): readonly Category[] {
    return this.#children.get(parentId) ?? [];
  }

  /** A category that is known to be there. */
  get(id: string): Category {
    const category = this.byId.get(id);
    if (!category) throw new Error(`There is no ${id}.`);
    return category;
  }

  bySlug(slug: string): Category | null {
    return this.byId.values().find((category) => category.slug === slug) ?? null;
  }
}

export async function categoryTree(db: Tx, locales: readonly string[]): Promise<CategoryTree> {
  return new CategoryTree(
    await db.$queryRaw<Category[]>`
      SELECT c.id, c.slug, c.parent_id AS "parentId", coalesce((
        SELECT name FROM category_translation WHERE category_id = c.id
        ORDER BY array_position(${locales}::text[], locale) NULLS LAST, locale LIMIT 1), c.slug) AS name
      FROM category c ORDER BY c.position, c.slug`,
  );
}
