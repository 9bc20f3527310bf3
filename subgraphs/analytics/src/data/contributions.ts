import { Prisma } from "./__generated__/prisma/client.ts";

/**
 * What orders add to the figures of each scope (everything, a product, a category), from a `state` of orders and the
 * `line`s of each, which are there with `sign` 1, or with -1 to take away what they added before. Money that moved
 * counts for a product in proportion to what the order has of it, rounded down.
 */
export const contribution = Prisma.sql`
  contribution AS (
    SELECT sign, '' AS scope, placed_at, channel, currency, country, new_buyer, gross, cancelled, captured, refunded,
      units, net_units, touched
    FROM state
    UNION ALL
    SELECT s.sign, scope, s.placed_at, s.channel, s.currency, s.country, s.new_buyer, sum(l.gross), sum(l.cancelled),
      CASE WHEN s.gross = 0 THEN 0 ELSE div(s.captured * sum(l.gross), s.gross) END,
      CASE WHEN s.gross = 0 THEN 0 ELSE div(s.refunded * sum(l.gross), s.gross) END,
      sum(l.units), sum(l.net_units), bool_or(l.net_units < l.units)
    FROM state s JOIN line l ON l.order_id = s.id AND l.sign = s.sign CROSS JOIN LATERAL unnest(l.scopes) AS scope
    GROUP BY s.sign, s.id, scope, s.placed_at, s.channel, s.currency, s.country, s.new_buyer, s.gross, s.captured,
      s.refunded)`;

/** The spans that an order counts in. */
const spansOf = (placedAt: Prisma.Sql) => Prisma.sql`
  (VALUES ('QUARTER', date_bin('15 minutes', ${placedAt}, TIMESTAMPTZ '2000-01-01T00:00:00Z')),
          ('DAY', date_trunc('day', ${placedAt}, 'UTC')),
          ('MONTH', date_trunc('month', ${placedAt}, 'UTC')))`;

export const figureColumns = Prisma.sql`scope, span, starts_at, channel, currency, country, gross, cancelled, captured,
  refunded, orders, net_orders, touched_orders, new_buyers, units, net_units`;

/** The sums of contributions, one row a scope, span and market, without those that come to nothing. */
export const figureSums = Prisma.sql`
  SELECT c.scope, t.span, t.starts_at, c.channel, c.currency, c.country,
    sum(c.sign * c.gross) AS gross, sum(c.sign * c.cancelled) AS cancelled, sum(c.sign * c.captured) AS captured,
    sum(c.sign * c.refunded) AS refunded, sum(c.sign) AS orders,
    sum(CASE WHEN c.net_units > 0 THEN c.sign ELSE 0 END) AS net_orders,
    sum(CASE WHEN c.touched THEN c.sign ELSE 0 END) AS touched_orders,
    sum(CASE WHEN c.new_buyer THEN c.sign ELSE 0 END) AS new_buyers,
    sum(c.sign * c.units) AS units, sum(c.sign * c.net_units) AS net_units
  FROM contribution c CROSS JOIN LATERAL ${spansOf(Prisma.sql`c.placed_at`)} AS t(span, starts_at)
  GROUP BY 1, 2, 3, 4, 5, 6`;

export const variantColumns = Prisma.sql`span, starts_at, variant_id, channel, currency, country, revenue, net_units,
  orders`;

/** The same for each variant, from `state` and `line`. */
export const variantSums = Prisma.sql`
  SELECT t.span, t.starts_at, l.variant_id, s.channel, s.currency, s.country,
    sum(l.sign * (l.gross - l.cancelled)) AS revenue, sum(l.sign * l.net_units) AS net_units, sum(l.sign) AS orders
  FROM line l JOIN state s ON s.id = l.order_id AND s.sign = l.sign
  CROSS JOIN LATERAL ${spansOf(Prisma.sql`s.placed_at`)} AS t(span, starts_at)
  GROUP BY 1, 2, 3, 4, 5, 6`;
