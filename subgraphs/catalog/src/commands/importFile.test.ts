import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { startTestSubgraph } from "@madang/testkit";
import { parse } from "csv-parse/sync";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { catalog } from "../subgraph.ts";
import { type ImportRequest, importFile, type Summary } from "./importFile.ts";
import { operate } from "./operate.ts";
import { readMap } from "./readMap.ts";

const fixture = join(import.meta.dirname, "../../../../fixtures/retail/online-retail-20000.csv.gz");
const dir = mkdtempSync(join(tmpdir(), "madang-import-"));
const rejects = join(dir, "rejects.csv");
const start = () => startTestSubgraph(catalog);
let shop: Awaited<ReturnType<typeof start>>;

beforeEach(async () => {
  shop = await start();
  return () => shop[Symbol.asyncDispose]();
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

async function importing(
  file: string,
  map = "retail",
  progress: ImportRequest["progress"] = () => undefined,
  databaseUrl = shop.databaseUrl,
) {
  await using operator = operate(databaseUrl);
  return importFile(operator, { file, map: readMap(map), rejects, progress });
}

const refused = () =>
  parse(readFileSync(rejects, "utf8"), { columns: true }) as Record<"line" | "code" | "reason", string>[];

/** Everything there is, with the transaction that last wrote each row. */
const everything = () => shop.db.$queryRaw`
  SELECT 'product' AS what, p.slug AS id, p.version || ' ' || p.updated_at AS value, p.xmin::text FROM product p
  UNION ALL SELECT 'text', t.product_id || t.locale, t.name, t.xmin::text FROM product_translation t
  UNION ALL SELECT 'price', r.variant_id || r.currency, r.minor || ' ' || r.updated_at, r.xmin::text FROM price r
  UNION ALL SELECT 'search', s.product_id, s.names, s.xmin::text FROM product_search s
  UNION ALL SELECT 'event', e.subject, e.type || e.sequence, e.xmin::text FROM kit_event e
  ORDER BY 1, 2, 3`;

/** What the shop sells, whatever its ids. */
const sold = (db: typeof shop.db) => db.$queryRaw`
  SELECT v.sku, p.slug, t.name, r.minor, r.currency, x.channel_code, p.version,
         (SELECT count(*)::integer FROM kit_event e WHERE e.subject = p.id) AS events
  FROM variant v JOIN product p ON p.id = v.product_id JOIN product_translation t ON t.product_id = p.id
  JOIN price r ON r.variant_id = v.id JOIN publication x ON x.product_id = p.id ORDER BY v.sku`;

const summary = {
  lines: 19_999,
  refusedLines: 0,
  codes: 2_408,
  products: 2_341,
  refusedCodes: 67,
} satisfies Partial<Summary>;

describe("importing the retail file", () => {
  it("makes each code a product or a reject, and again changes nothing at all", { timeout: 90_000 }, async () => {
    expect(await importing(fixture)).toEqual({ ...summary, added: 2_341, changed: 0, unchanged: 0 });
    // The sum was worked out from the file by other means.
    expect(await shop.db.price.aggregate({ _count: true, _sum: { minor: true } })).toEqual({
      _count: 2_341,
      _sum: { minor: 961_364n },
    });
    const reasons = Map.groupBy(refused(), ({ reason }) =>
      reason.replace(/^another spelling of .*/, "another spelling"),
    );
    expect(Object.fromEntries([...reasons].map(([reason, rows]) => [reason, rows.length]))).toEqual({
      "another spelling": 40,
      "no price above nothing": 19,
      "postage or carriage, no product": 3,
      "a manual entry, a discount or samples, no product": 3,
      "a fee or a booking, no product": 2,
    });
    expect(refused()).toContainEqual({ line: "6966", code: "85123a", reason: "another spelling of 85123A" });

    const heart = await shop.db.variant.findUnique({
      where: { skuKey: "85123A" },
      include: { prices: true, product: { include: { translations: true, publications: true } } },
    });
    expect(heart).toMatchObject({
      prices: [{ channelCode: "default", currency: "GBP", minor: 295n }],
      product: {
        slug: "white-hanging-heart-t-light-holder-85123a",
        translations: [{ locale: "en", name: "WHITE HANGING HEART T-LIGHT HOLDER" }],
        publications: [{ channelCode: "default" }],
      },
    });
    const events = await shop.published();
    expect(events).toHaveLength(2_341);
    expect(events.find(({ subject }) => subject === heart?.productId)?.data).toEqual({
      productId: heart?.productId,
      categoryId: null,
      variants: [{ variantId: heart?.id, sku: "85123A", openingStock: 1_000 }],
    });

    const before = await everything();
    expect(await importing(fixture)).toEqual({ ...summary, added: 0, changed: 0, unchanged: 2_341 });
    expect(await everything()).toEqual(before);
  });
});

describe("importing a file", () => {
  const file = join(dir, "file.csv");
  const heading = "sku,name,price";

  it("ends the same when it was cut off half-way", async () => {
    const rows = Array.from({ length: 1_100 }, (_, i) => `P${i},Thing ${i % 7},${i + 1}.50`);
    writeFileSync(file, `${heading}\n${rows.join("\n")}\n`);
    const cutOff = new Error("cut off");
    const cut = importing(file, "plain", (step) => {
      if (step === "imported") throw cutOff;
    });
    await expect(cut).rejects.toBe(cutOff);
    expect(await shop.db.product.count()).toBe(500);
    expect(await importing(file, "plain")).toMatchObject({ added: 600, changed: 0, unchanged: 500 });
    const inTwo = await sold(shop.db);
    await using other = await start();
    await importing(file, "plain", () => undefined, other.databaseUrl);
    expect(inTwo).toEqual(await sold(other.db));
  });

  it("changes what the file changed, and only that", async () => {
    writeFileSync(file, `${heading}\nA1,Mug,1.00\nA2,Bowl,2.00\n`);
    await importing(file, "plain");
    writeFileSync(file, `${heading}\nA1,Mug,1.00\nA2,Bowl,2.50\nA3,Pot,3\n`);
    expect(await importing(file, "plain")).toMatchObject({ added: 1, changed: 1, unchanged: 1 });
    expect(await sold(shop.db)).toMatchObject([
      { sku: "A1", minor: 100n, version: 1, events: 1 },
      { sku: "A2", minor: 250n, version: 2, events: 1 },
      { sku: "A3", minor: 300n, version: 1, events: 1 },
    ]);
  });

  it("leaves alone what the staff changed since, as long as the file says the same", async () => {
    writeFileSync(file, `${heading}\nA1,Mug,1.00\n`);
    await importing(file, "plain");
    await shop.db.productTranslation.updateMany({ data: { name: "A finer mug" } });
    await importing(file, "plain");
    expect(await sold(shop.db)).toMatchObject([{ name: "A finer mug" }]);
  });

  it("refuses each line that cannot be read, with its number and the reason, and takes the others", async () => {
    const lines = [
      `\ufeff${heading}`,
      "A1,Mug,1.00",
      "A2,Bowl",
      "A3,Po\u0000t,1.00",
      'A4,"Jug,1.00',
      "A5,Lid,1e308",
      "A6,Lid,NaN",
      ",Lid,1.00",
      'A7,"Big ""old"" pot\r\nwith a lid",7.00\r',
      "",
      `A8,${"x".repeat(70_000)},1`,
      "A9,'; DROP TABLE product; --,1.005",
    ];
    writeFileSync(
      file,
      Buffer.concat([Buffer.from(`${lines.join("\n")}\nB1,`), Buffer.from([0xff, 0xfe]), Buffer.from(",1.00")]),
    );
    expect(await importing(file, "plain")).toMatchObject({ refusedLines: 8, codes: 3, products: 3, added: 3 });
    const wrong = refused().map(({ line, reason }) => [Number(line), reason] as const);
    expect(wrong.toSorted(([a], [b]) => a - b)).toEqual([
      [3, "another number of columns"],
      [4, "control characters"],
      [5, "a quote in the wrong place"],
      [6, "a price that is no number"],
      [7, "a price that is no number"],
      [8, "no code"],
      [12, "a line that is too long"],
      [14, "characters that are not UTF-8"],
    ]);
    expect(await sold(shop.db)).toMatchObject([
      { sku: "A1", minor: 100n },
      { sku: "A7", name: 'Big "old" pot with a lid', minor: 700n },
      { sku: "A9", name: "'; DROP TABLE product", minor: 101n },
    ]);
  });

  it.each([
    ["that is empty", "", "has no heading"],
    ["without the map's columns", "sku,price\nA1,1\n", "has no column name"],
  ])("%s says so and changes nothing", async (_, content, sentence) => {
    writeFileSync(file, content);
    await expect(importing(file, "plain")).rejects.toThrow(sentence);
    expect(await shop.db.product.count()).toBe(0);
  });

  it("that is cut short or not there says so and changes nothing", async () => {
    const gzip = `${file}.gz`;
    writeFileSync(gzip, gzipSync(`${heading}\n${"A1,Mug,1.00\n".repeat(1_000)}`));
    truncateSync(gzip, 60);
    await expect(importing(gzip, "plain")).rejects.toThrow("cannot be read: unexpected end of file");
    await expect(importing(join(dir, "nowhere.csv"), "plain")).rejects.toThrow("no such file");
    expect(await shop.db.product.count()).toBe(0);
  });
});
