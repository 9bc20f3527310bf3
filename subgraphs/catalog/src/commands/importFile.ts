import { isProblem } from "@madang/service-kit";
import { importProducts, type ProductRow } from "../actions/importProducts.ts";
import { channelOf } from "../data/market.ts";
import { ImportedCodes, type ImportedProduct } from "../domain/importedCodes.ts";
import type { ImportMap } from "../domain/importMap.ts";
import { slugOfImport } from "../domain/slug.ts";
import type { Operator } from "./operate.ts";
import { type Row, readCsv, UnreadableFile } from "./readCsv.ts";
import { Rejects } from "./rejects.ts";

/** What an import did. */
export interface Summary {
  /** Lines with a record, the heading aside. */
  readonly lines: number;
  /** Lines that are no record, or lack what the map needs. */
  readonly refusedLines: number;
  /** Codes as they are written: each is a product, or refused. */
  readonly codes: number;
  readonly products: number;
  readonly refusedCodes: number;
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
}

export interface ImportRequest {
  readonly file: string;
  readonly map: ImportMap;
  /** Where to write what was refused. */
  readonly rejects: string;
  /** Told now and then. */
  readonly progress?: (step: "read" | "imported", count: number, of: number | null) => void;
}

const batch = 500;

/** Imports a file of lines as products: reads all of it first, then writes 500 products to a transaction. */
export async function importFile(
  operator: Operator,
  { file, map, rejects, progress }: ImportRequest,
): Promise<Summary> {
  if (!(await channelOf(operator.db, map.channel))) throw new UnreadableFile(`There is no channel ${map.channel}.`);
  await using refusals = await Rejects.open(rejects);
  const codes = new ImportedCodes(map);
  const lines = await gather(file, map, codes, refusals, (count) => progress?.("read", count, null));
  const refusedLines = refusals.count;

  const { products, refused } = codes.settle();
  await refusals.add(refused);
  const done = { added: 0, changed: 0, unchanged: 0 };
  for (let from = 0; from < products.length; from += batch) {
    const rows = products.slice(from, from + batch);
    const result = await operator.run(importProducts, {
      channel: map.channel,
      products: rows.map((product) => rowOf(product, map)),
    });
    if (isProblem(result)) throw new UnreadableFile(`There is no channel ${map.channel}.`);
    done.added += result.added;
    done.changed += result.changed;
    done.unchanged += result.unchanged;
    await refusals.add(result.refused.map(({ sku, reason }) => ({ line: codes.firstLineOf(sku), code: sku, reason })));
    progress?.("imported", from + rows.length, products.length);
  }
  const refusedCodes = refusals.count - refusedLines;
  return { lines, refusedLines, codes: codes.size, products: codes.size - refusedCodes, refusedCodes, ...done };
}

async function gather(
  file: string,
  map: ImportMap,
  codes: ImportedCodes,
  refusals: Rejects,
  told: (lines: number) => void,
): Promise<number> {
  let heading: Heading | null = null;
  let lines = 0;
  await readCsv(file, map.delimiter, async (rows, refused) => {
    const wrong = [...refused];
    for (const row of rows) {
      if (!heading) {
        heading = headingOf(file, row, map);
        continue;
      }
      lines += 1;
      const reason =
        heading.width === row.fields.length
          ? codes.add(row.line, heading.pick(row.fields))
          : "another number of columns";
      if (reason !== null) wrong.push({ line: row.line, reason });
    }
    lines += refused.length;
    await refusals.add(wrong);
    told(lines);
  });
  if (!heading) throw new UnreadableFile(`${file} has no heading.`);
  return lines;
}

interface Heading {
  readonly width: number;
  pick(fields: readonly string[]): { sku: string; name: string; price: string; at: string };
}

function headingOf(file: string, { fields }: Row, { columns }: ImportMap): Heading {
  const missing = Object.values(columns).filter((column) => column !== undefined && !fields.includes(column));
  if (missing.length > 0) throw new UnreadableFile(`${file} has no column ${missing.join(", ")}.`);
  const [sku, name, price] = [fields.indexOf(columns.sku), fields.indexOf(columns.name), fields.indexOf(columns.price)];
  const at = columns.at === undefined ? -1 : fields.indexOf(columns.at);
  return {
    width: fields.length,
    pick: (row) => ({ sku: row[sku] ?? "", name: row[name] ?? "", price: row[price] ?? "", at: row[at] ?? "" }),
  };
}

const rowOf = ({ sku, name, minor }: ImportedProduct, { locale, currency, openingStock }: ImportMap): ProductRow => ({
  slug: slugOfImport(name, sku),
  texts: [{ locale, name, description: "" }],
  category: null,
  picture: null,
  variants: [{ sku, names: [], prices: [{ currency, minor }], openingStock }],
});
