import type { Position } from "@madang/service-kit";
import type { Filter } from "../domain/filter.ts";
import { empty, type Fragment, join, sql, type Tx } from "./database.ts";
import type { Market } from "./market.ts";
import {
  bestText,
  lowestPrice,
  type Product,
  type ProductRow,
  productColumns,
  productOf,
  productTexts,
} from "./products.ts";

export type Sort = "RELEVANCE" | "NAME" | "PRICE_ASC" | "PRICE_DESC" | "NEWEST";

/** A product and where it stands in its list. */
export interface Listed extends Product {
  readonly position: Position;
}

interface Order {
  /** What is sorted by before the id. */
  readonly key: Fragment;
  /** A key out of a cursor. */
  readonly parse: (text: string) => Fragment;
  readonly descending: boolean;
}

const ascending = (key: Fragment, parse: Order["parse"]): Order => ({ key, parse, descending: false });

/** Products without a price come last, whichever way prices go. */
const orders: Record<Sort, (market: Market) => Order> = {
  RELEVANCE: () => ascending(sql`-m.score`, (text) => sql`${text}::integer`),
  NAME: ({ locales }) =>
    ascending(
      sql`(SELECT t.name FROM ${bestText(sql`p.id`, locales)} t) COLLATE "unicode"`,
      (text) => sql`${text} COLLATE "unicode"`,
    ),
  PRICE_ASC: (market) =>
    ascending(sql`coalesce(${lowestPrice(sql`p.id`, market)}, 9223372036854775807)`, (text) => sql`${text}::bigint`),
  PRICE_DESC: (market) =>
    ascending(sql`coalesce(-${lowestPrice(sql`p.id`, market)}, 1)`, (text) => sql`${text}::bigint`),
  NEWEST: () => ({ key: sql`p.created_at`, parse: (text) => sql`${text}::timestamptz`, descending: true }),
};

/** One page of products, in one statement. */
export async function listProducts(
  db: Tx,
  market: Market,
  { filter, sort, after, limit }: { filter: Filter; sort: Sort; after: Position | null; limit: number },
): Promise<Listed[]> {
  const { key, parse, descending } = orders[sort === "RELEVANCE" && !filter.words ? "NEWEST" : sort](market);
  const behind = descending ? sql`<` : sql`>`;
  const direction = descending ? sql`DESC` : sql`ASC`;
  const from = after ? sql`WHERE (key, id) ${behind} (${parse(String(after[0]))}, ${String(after[1])})` : empty;
  const rows = await db.$queryRaw<(ProductRow & { readonly key: string })[]>`
    WITH found AS (SELECT p.id, ${key} AS key ${matching(market, filter)}),
         page AS (SELECT * FROM found ${from} ORDER BY key ${direction}, id ${direction} LIMIT ${limit})
    SELECT page.key::text AS key, ${productColumns(market)}
    FROM page JOIN product p ON p.id = page.id ${productTexts(market)}
    ORDER BY page.key ${direction}, page.id ${direction}`;
  return rows.map(({ key: place, ...row }) => ({ ...productOf(row, market), position: [place, row.id] }));
}

export async function countProducts(db: Tx, market: Market, filter: Filter): Promise<number> {
  const [row] = await db.$queryRaw<{ count: number }[]>`SELECT count(*)::integer AS count ${matching(market, filter)}`;
  return row?.count ?? 0;
}

/** How many products each category holds, in it and below, most first. */
export const countByCategory = (db: Tx, market: Market, filter: Filter) => db.$queryRaw<
  { id: string; count: number }[]
>`
  WITH RECURSIVE held AS (
    SELECT p.category_id AS id, count(*) AS count ${matching(market, { ...filter, category: null })}
    AND p.category_id IS NOT NULL GROUP BY p.category_id
    UNION ALL
    SELECT c.parent_id, held.count FROM held JOIN category c ON c.id = held.id WHERE c.parent_id IS NOT NULL)
  SELECT c.id, sum(held.count)::integer AS count FROM held JOIN category c ON c.id = held.id
  GROUP BY c.id ORDER BY count DESC, c.slug`;

/** FROM and WHERE of every product that matches. */
function matching(market: Market, { words, category, minPrice, maxPrice }: Filter): Fragment {
  const { channel, currency } = market;
  const conditions = [
    sql`EXISTS (SELECT FROM publication x WHERE x.product_id = p.id AND x.channel_code = ${channel.code})`,
  ];
  if (category !== null)
    conditions.push(sql`p.category_id IN (
      WITH RECURSIVE below AS (
        SELECT id FROM category WHERE slug = ${category}
        UNION ALL SELECT c.id FROM category c JOIN below ON c.parent_id = below.id)
      SELECT id FROM below)`);
  if (minPrice !== null || maxPrice !== null)
    conditions.push(sql`EXISTS (
      SELECT FROM variant v JOIN price r ON r.variant_id = v.id
      WHERE v.product_id = p.id AND r.channel_code = ${channel.code} AND r.currency = ${currency}
        ${minPrice === null ? empty : sql`AND r.minor >= ${minPrice}`}
        ${maxPrice === null ? empty : sql`AND r.minor <= ${maxPrice}`})`);
  const search = words
    ? sql`JOIN catalog_matches(${words.join(" ")}, ${channel.code}) m ON m.product_id = p.id`
    : empty;
  return sql`FROM product p ${search} WHERE ${join(conditions, " AND ")}`;
}
