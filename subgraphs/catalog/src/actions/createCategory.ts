import { categoryPlaced } from "@madang/events";
import { checkInput, isProblem, newId, problem } from "@madang/service-kit";
import type { CreateCategoryInput } from "../__generated__/resolvers.ts";
import type { Work } from "../context.ts";
import { categoryTree } from "../data/categories.ts";
import { marketOf } from "../data/market.ts";
import { categoryIdOf, insertCategory } from "../data/writeCategories.ts";
import { createCategoryInput } from "../domain/inputs.ts";

/** Adds a category behind its siblings. */
export async function createCategory({ tx, viewer, publish }: Work, given: CreateCategoryInput) {
  const input = checkInput(createCategoryInput, given);
  if (isProblem(input)) return input;
  const parentId = input.parent == null ? null : await categoryIdOf(tx, input.parent);
  if (input.parent != null && !parentId) return problem("CategoryNotFound");

  const id = newId("category");
  const { slug, translations: names } = input;
  if (!(await insertCategory(tx, { id, slug, parentId, names }))) return problem("SlugTaken", { slug });
  publish(categoryPlaced, { categoryId: id, parentId });
  const { locales } = await marketOf(tx, viewer);
  return (await categoryTree(tx, locales)).get(id);
}
