import type { ImportMap } from "./importMap.ts";
import { roundedPrice } from "./price.ts";
import { skuForm, skuKey } from "./sku.ts";

/** What an import brings of one product. */
export interface ImportedProduct {
  readonly sku: string;
  readonly name: string;
  readonly minor: bigint;
}

/** A code as it is written in the file that became no product of its own, and why. */
export interface RefusedCode {
  readonly line: number;
  readonly code: string;
  readonly reason: string;
}

/** The fields of one record that the map names. */
export interface ImportedLine {
  readonly sku: string;
  readonly name: string;
  readonly price: string;
  readonly at: string;
}

interface Group {
  readonly spellings: Map<string, { lines: number; firstLine: number }>;
  readonly names: Map<string, number>;
  price: bigint | null;
  pricedAt: string;
}

const instant = /^\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?Z?)?$/;

/** Gathers lines by code. What it keeps grows with the codes, not with the lines. */
export class ImportedCodes {
  readonly #map: ImportMap;
  readonly #bySpelling = new Map<string, Group>();
  readonly #groups = new Map<string, Group>();

  constructor(map: ImportMap) {
    this.#map = map;
  }

  /** How many codes there are as they are written. */
  get size(): number {
    return this.#bySpelling.size;
  }

  /** The line on which a code first stands. */
  firstLineOf(code: string): number {
    return this.#bySpelling.get(code)?.spellings.get(code)?.firstLine ?? 0;
  }

  /** Takes a line; gives the reason when it cannot be used. */
  add(line: number, { sku, name, price, at }: ImportedLine): string | null {
    const code = sku.trim();
    if (code === "") return "no code";
    const minor = roundedPrice(price.trim(), this.#map.currency);
    if (minor === null) return "a price that is no number";
    if (this.#map.columns.at !== undefined && !instant.test(at)) return "a time that is none";
    const group = this.#groupOf(code);
    const spelling = group.spellings.get(code);
    if (spelling) spelling.lines += 1;
    else group.spellings.set(code, { lines: 1, firstLine: line });
    if (minor <= 0n) return null;
    if (at >= group.pricedAt) {
      group.price = minor;
      group.pricedAt = at;
    }
    // Lines without a price are often notes of the warehouse ("damaged", "?"), so they do not name anything.
    const clean = cleanName(name);
    if (clean !== "") group.names.set(clean, (group.names.get(clean) ?? 0) + 1);
    return null;
  }

  /** Every code as it is written, either as a product or as refused. */
  settle(): { products: ImportedProduct[]; refused: RefusedCode[] } {
    const products: ImportedProduct[] = [];
    const refused: RefusedCode[] = [];
    for (const group of this.#groups.values()) {
      const sku = commonest(group.spellings, ({ lines }) => lines);
      const product = this.#productOf(sku, group);
      if (typeof product !== "string") products.push(product);
      for (const [code, { firstLine }] of group.spellings) {
        if (typeof product === "string") refused.push({ line: firstLine, code, reason: product });
        else if (code !== sku) refused.push({ line: firstLine, code, reason: `another spelling of ${sku}` });
      }
    }
    return { products: products.sort((a, b) => (a.sku < b.sku ? -1 : 1)), refused };
  }

  #productOf(sku: string, { names, price }: Group): ImportedProduct | string {
    const name = commonest(names, (count) => count);
    const rule = this.#map.refused.find((one) => (one.sku?.test(sku) ?? true) && (one.name?.test(name) ?? true));
    if (rule) return rule.reason;
    if (!skuForm.test(sku)) return "a code that cannot be a SKU";
    if (price === null) return "no price above nothing";
    if (name === "") return "no description";
    return { sku, name, minor: price };
  }

  #groupOf(code: string): Group {
    const known = this.#bySpelling.get(code);
    if (known) return known;
    const key = skuKey(code);
    const group = this.#groups.get(key) ?? { spellings: new Map(), names: new Map(), price: null, pricedAt: "" };
    this.#groups.set(key, group);
    this.#bySpelling.set(code, group);
    return group;
  }
}

const cleanName = (name: string) =>
  name
    .normalize("NFC")
    .replace(/[\p{C}\s]+/gu, " ")
    .replace(/^[\s*?.,;:-]+|[\s*?.,;:-]+$/g, "")
    .slice(0, 200)
    .trim()
    .toWellFormed();

/** The key that counts most; of equals the first by code point, so that the order of lines does not matter. */
function commonest<Value>(values: ReadonlyMap<string, Value>, count: (value: Value) => number): string {
  let best = "";
  let most = 0;
  for (const [key, value] of values) {
    const n = count(value);
    if (n > most || (n === most && key < best)) {
      best = key;
      most = n;
    }
  }
  return best;
}
