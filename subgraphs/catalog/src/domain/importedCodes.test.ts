import { describe, expect, it } from "vitest";
import { ImportedCodes, type ImportedLine } from "./importedCodes.ts";
import { importMap } from "./importMap.ts";

const map = importMap.parse({
  columns: { sku: "sku", name: "name", price: "price", at: "at" },
  channel: "default",
  locale: "en",
  currency: "GBP",
  openingStock: 10,
  refused: [{ sku: "^POST$", reason: "postage" }],
});

const line = (sku: string, name: string, price: string, at = "2011-01-01 10:00:00"): ImportedLine => ({
  sku,
  name,
  price,
  at,
});

function settle(lines: readonly ImportedLine[]) {
  const codes = new ImportedCodes(map);
  const wrong = lines.map((one, i) => codes.add(i + 2, one)).filter((reason) => reason !== null);
  return { ...codes.settle(), wrong, size: codes.size };
}

describe("the codes of an import", () => {
  it("get the latest price above nothing and the commonest name of their priced lines", () => {
    const { products } = settle([
      line("A1", "MUG", "2.00", "2011-03-01 10:00:00"),
      line("A1", "MUG ", "1.00", "2011-01-01 10:00:00"),
      line("A1", "*Mug?", "3.00", "2011-03-01 10:00:00"),
      line("A1", "MUG", "0", "2011-04-01 10:00:00"),
      ...["damaged", "damaged", "damaged", "damaged"].map((note) => line("A1", note, "0")),
    ]);
    expect(products).toEqual([{ sku: "A1", name: "MUG", minor: 300n }]);
  });

  it("that differ in case only are one product, under its commonest spelling", () => {
    const { products, refused, size } = settle([
      line("85123a", "HEART", "2.00"),
      line("85123A", "HEART", "2.55"),
      line("85123A", "HEART", "2.55"),
    ]);
    expect(products.map(({ sku }) => sku)).toEqual(["85123A"]);
    expect(refused).toEqual([{ line: 2, code: "85123a", reason: "another spelling of 85123A" }]);
    expect(size).toBe(2);
  });

  it("are refused, each as it is written, with the reason", () => {
    const { products, refused } = settle([
      line("post", "POSTAGE", "5"),
      line("POST", "POSTAGE", "5"),
      line("BANK CHARGES", "Charges", "5"),
      line("A1", "FREE", "0.001"),
      line("A2", " ? ", "5"),
    ]);
    expect(products).toEqual([]);
    expect(refused.map(({ code, reason }) => [code, reason])).toEqual([
      ["post", "postage"],
      ["POST", "postage"],
      ["BANK CHARGES", "a code that cannot be a SKU"],
      ["A1", "no price above nothing"],
      ["A2", "no description"],
    ]);
  });

  it("do not come from lines that cannot be read", () => {
    const { size, wrong } = settle([line("", "X", "1"), line("A1", "X", "1e308"), line("A1", "X", "1", "yesterday")]);
    expect(size).toBe(0);
    expect(wrong).toEqual(["no code", "a price that is no number", "a time that is none"]);
  });
});
