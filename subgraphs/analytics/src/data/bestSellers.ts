import { badInput, isId } from "@madang/service-kit";
import type { BestSellerOrder, SalesInput } from "../__generated__/resolvers.ts";
import { intervalOf } from "../domain/rows.ts";
import type { Db } from "./database.ts";
import { checkQuestion, scopeOf } from "./question.ts";
import { pieceRows, sumsOf } from "./salesFigures.ts";

const most = 100;

interface Row {
  readonly productId: string | null;
  readonly variantId: string;
  readonly name: string;
  readonly revenue: string;
  readonly units: string;
}

/**
 * What sold best, in one currency: amounts of several cannot be compared. That is the one that is asked for, else the
 * one with the most orders.
 */
export async function bestSellersOf(db: Db, input: SalesInput, by: BestSellerOrder, first: number) {
  if (first < 1 || first > most) throw badInput(`"first" must be from 1 to ${most}.`);
  const interval = intervalOf(input.from, input.to, checkQuestion({ ...input, granularity: "MONTH" }));
  const scope = await scopeOf(db, input);
  if (scope === null) return [];
  const [leading] = (await sumsOf(db, scope, [interval], input)).sort((a, b) => Number(b.orders - a.orders));
  if (!leading) return [];
  const { currency } = leading;
  const rows = await soldMost(db, { pieces: pieceRows([interval]), scope, currency, by, first, input });
  return rows.map(({ productId, variantId, name, revenue, units }) => ({
    product: productId === null ? null : { id: productId },
    variant: { id: variantId },
    name,
    revenue: { minor: BigInt(revenue), currency },
    units: Number(units),
  }));
}

interface Question {
  readonly pieces: string;
  readonly scope: string;
  readonly currency: string;
  readonly by: BestSellerOrder;
  readonly first: number;
  readonly input: SalesInput;
}

function soldMost(db: Db, { pieces, scope, currency, by, first, input }: Question) {
  const { channel = null, country = null } = input;
  const product = isId("product", scope) ? scope : null;
  const category = isId("category", scope) ? scope : null;
  return db.$queryRaw<Row[]>`
    WITH RECURSIVE below AS (
      SELECT ${category}::text COLLATE "C" AS id UNION SELECT c.id FROM category c JOIN below ON c.parent_id = below.id),
    sold AS (
      SELECT f.variant_id, sum(f.revenue) AS revenue, sum(f.net_units) AS units
      FROM jsonb_to_recordset(${pieces}::jsonb) AS p(span text, "from" timestamptz, "to" timestamptz)
      CROSS JOIN LATERAL (
        SELECT * FROM variant_figure f
        WHERE f.span = p.span AND f.starts_at >= p.from AND f.starts_at < p.to AND f.currency = ${currency}
          AND (${channel}::text IS NULL OR f.channel = ${channel})
          AND (${country}::text IS NULL OR f.country = ${country})
        OFFSET 0) AS f
      GROUP BY f.variant_id),
    ranked AS (
      SELECT s.*, v.product_id, CASE WHEN ${by} = 'UNITS' THEN s.units ELSE s.revenue END AS measure,
        CASE WHEN ${by} = 'UNITS' THEN s.revenue ELSE s.units END AS other
      FROM sold s LEFT JOIN variant v ON v.id = s.variant_id LEFT JOIN product p ON p.id = v.product_id
      WHERE (${product}::text IS NULL OR v.product_id = ${product})
        AND (${category}::text IS NULL OR p.category_id IN (SELECT id FROM below))),
    best AS (
      SELECT product_id, (array_agg(variant_id ORDER BY measure DESC, other DESC, variant_id))[1] AS variant_id,
        sum(revenue) AS revenue, sum(units) AS units, sum(measure) AS measure, sum(other) AS other
      FROM ranked GROUP BY product_id, coalesce(product_id, variant_id)
      HAVING sum(units) > 0 ORDER BY sum(measure) DESC, sum(other) DESC, min(variant_id) LIMIT ${first})
    SELECT b.product_id AS "productId", b.variant_id AS "variantId", coalesce(n.name, b.variant_id) AS name,
      b.revenue::text AS revenue, b.units::text AS units
    FROM best b LEFT JOIN sold_name n ON n.variant_id = b.variant_id
    ORDER BY b.measure DESC, b.other DESC, b.variant_id`;
}
