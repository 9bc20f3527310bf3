import type { Tx } from "../data/database.ts";
import { putAccounts, putCategories, putProducts, putVariants, referencesOf } from "../data/references.ts";
import { countAgainByAccounts, countAgainByProducts } from "../data/uncounted.ts";

/** Takes over what the catalogue and the accounts told, and has the orders counted again that it is about. */
export async function applyReferences(tx: Tx, eventIds: readonly string[]): Promise<void> {
  const { products, categories, variants, accounts } = await referencesOf(tx, eventIds);
  const moved = new Set<string>();
  if (categories.length > 0) for (const id of await putCategories(tx, categories)) moved.add(id);
  if (products.length > 0) for (const id of await putProducts(tx, products)) moved.add(id);
  if (variants.length > 0) for (const id of await putVariants(tx, variants)) moved.add(id);
  if (moved.size > 0) await countAgainByProducts(tx, [...moved]);
  const registered = accounts.length > 0 ? await putAccounts(tx, accounts) : [];
  if (registered.length > 0) await countAgainByAccounts(tx, registered);
}
