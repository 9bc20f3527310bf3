import { isProblem } from "@madang/service-kit";
import { createCategory } from "../../subgraphs/catalog/src/actions/createCategory.ts";
import { importProducts } from "../../subgraphs/catalog/src/actions/importProducts.ts";
import { operate } from "../../subgraphs/catalog/src/commands/operate.ts";
import { categories, products } from "./sampleShop.ts";

/** Fills the sample shop: its shelves, and sixty products in English and Korean. Doing it again changes nothing. */
export async function seed({
  databaseUrl,
  log,
}: {
  readonly databaseUrl: string;
  readonly log: (line: string) => void;
}): Promise<void> {
  await using operator = operate(databaseUrl);
  for (const { slug, names, parent } of categories) {
    const [en, ko] = names;
    const translations = [
      { locale: "en", name: en, description: "" },
      { locale: "ko", name: ko, description: "" },
    ];
    const made = await operator.run(createCategory, { slug, translations, parent: parent ?? null });
    if (isProblem(made) && made.__typename !== "SlugTaken") throw new Error(`${slug}: ${made.__typename}`);
  }
  const imported = await operator.run(importProducts, { channel: "default", products });
  if (isProblem(imported)) throw new Error(`The sample shop: ${imported.__typename}`);
  log(`${imported.added} products added, ${imported.unchanged} there already`);
}
