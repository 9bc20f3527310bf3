import { toJson } from "@madang/service-kit";
import type { Movement, MovementKind } from "../domain/facts.ts";
import type { Sale } from "../domain/sale.ts";
import { Prisma } from "./__generated__/prisma/client.ts";
import { contribution, figureColumns, figureSums, variantColumns, variantSums } from "./contributions.ts";
import type { Tx } from "./database.ts";

/** What changes in the figures. */
export interface Change {
  /** Orders as they are now. */
  readonly sales: readonly Sale[];
  /** Those of them whose buyers had never ordered before. */
  readonly first: ReadonlySet<string>;
  /** What each variant counts for. */
  readonly scopes: ReadonlyMap<string, readonly string[]>;
  /** Other orders that turn out not to be their buyers' first. */
  readonly notFirst: readonly string[];
}

/** Changes the figures by the difference between how orders were counted and how they are; before that is noted. */
export async function addDifference(tx: Tx, change: Change): Promise<void> {
  const difference = differenceOf(change);
  await addToFigures(tx, difference);
  await addToVariants(tx, difference);
}

/** Notes how orders are. */
export async function putSales(tx: Tx, change: Change): Promise<void> {
  const { sales, notFirst } = change;
  await putOrders(tx, change);
  await putLines(tx, change);
  await putNames(tx, sales);
  if (notFirst.length > 0) await tx.$executeRaw`UPDATE sales_order SET new_buyer = false WHERE id = ANY (${notFirst})`;
}

/** Makes figures that are empty of all orders at once. */
export async function sumUp(tx: Tx): Promise<void> {
  await tx.$executeRaw`ANALYZE sales_order, sales_line`;
  const all = Prisma.sql`
    WITH state AS (SELECT 1 AS sign, * FROM sales_order), line AS (SELECT 1 AS sign, * FROM sales_line)`;
  await tx.$executeRaw(Prisma.sql`
    ${all}, ${contribution}
    INSERT INTO sales_figure (${figureColumns}) ${figureSums}`);
  await tx.$executeRaw(Prisma.sql`${all} INSERT INTO variant_figure (${variantColumns}) ${variantSums}`);
}

const orderRows = ({ sales, first }: Change) =>
  toJson(
    sales.map(({ order, lines: _, ...sale }) => {
      const { orderId: id, placedAt, toldAt, channel, currency, country, accountId } = order;
      return { ...sale, id, placedAt, toldAt, channel, currency, country, accountId, newBuyer: first.has(id) };
    }),
  );

const lineRows = ({ sales, scopes }: Change) =>
  toJson(
    sales.flatMap(({ order: { orderId }, lines }) =>
      lines.map((line) => ({ ...line, orderId, scopes: scopes.get(line.variantId) ?? [] })),
    ),
  );

const orderRecord = Prisma.sql`r(id text, "placedAt" timestamptz, "toldAt" timestamptz, channel text, currency text, country text,
  "accountId" text, gross numeric, cancelled numeric, captured numeric, refunded numeric, units bigint,
  "netUnits" bigint, touched boolean, "newBuyer" boolean)`;
const lineRecord = Prisma.sql`r("orderId" text, "variantId" text, scopes text[], gross numeric, cancelled numeric,
  units bigint, "netUnits" bigint)`;

/** `state` and `line`: how orders are, with sign 1, and how they were counted, with sign -1. */
function differenceOf(change: Change): Prisma.Sql {
  const { notFirst } = change;
  const counted = [...change.sales.map(({ order }) => order.orderId), ...notFirst];
  const columns = Prisma.sql`id, placed_at, channel, currency, country, gross, cancelled, captured, refunded, units,
    net_units, touched`;
  const lineColumns = Prisma.sql`order_id, variant_id, scopes, gross, cancelled, units, net_units`;
  return Prisma.sql`
    WITH state AS (
      SELECT 1 AS sign, id, "placedAt" AS placed_at, channel, currency, country, gross, cancelled, captured, refunded,
        units, "netUnits" AS net_units, touched, "newBuyer" AS new_buyer
      FROM jsonb_to_recordset(${orderRows(change)}::jsonb) AS ${orderRecord}
      UNION ALL SELECT 1, ${columns}, false FROM sales_order WHERE id = ANY (${notFirst})
      UNION ALL SELECT -1, ${columns}, new_buyer FROM sales_order WHERE id = ANY (${counted})),
    line AS (
      SELECT 1 AS sign, "orderId" AS order_id, "variantId" AS variant_id, scopes, gross, cancelled, units,
        "netUnits" AS net_units
      FROM jsonb_to_recordset(${lineRows(change)}::jsonb) AS ${lineRecord}
      UNION ALL SELECT 1, ${lineColumns} FROM sales_line WHERE order_id = ANY (${notFirst})
      UNION ALL SELECT -1, ${lineColumns} FROM sales_line WHERE order_id = ANY (${counted}))`;
}

async function addToFigures(tx: Tx, difference: Prisma.Sql): Promise<void> {
  const empty = await tx.$queryRaw<unknown[]>(Prisma.sql`
    ${difference}, ${contribution}, difference AS (${figureSums}),
    put AS (
      INSERT INTO sales_figure AS known (${figureColumns})
      SELECT * FROM difference WHERE (gross, cancelled, captured, refunded, orders, net_orders, touched_orders,
        new_buyers, units, net_units) <> (0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
      ON CONFLICT (scope, span, starts_at, channel, currency, country) DO UPDATE SET
        gross = known.gross + EXCLUDED.gross, cancelled = known.cancelled + EXCLUDED.cancelled,
        captured = known.captured + EXCLUDED.captured, refunded = known.refunded + EXCLUDED.refunded,
        orders = known.orders + EXCLUDED.orders, net_orders = known.net_orders + EXCLUDED.net_orders,
        touched_orders = known.touched_orders + EXCLUDED.touched_orders,
        new_buyers = known.new_buyers + EXCLUDED.new_buyers, units = known.units + EXCLUDED.units,
        net_units = known.net_units + EXCLUDED.net_units
      RETURNING scope, span, starts_at, channel, currency, country, orders)
    SELECT scope, span, starts_at::text, channel, currency, country FROM put WHERE orders = 0`);
  if (empty.length === 0) return;
  await tx.$executeRaw`
    DELETE FROM sales_figure f USING jsonb_to_recordset(${toJson(empty)}::jsonb)
      AS e(scope text, span text, starts_at timestamptz, channel text, currency text, country text)
    WHERE f.scope = e.scope AND f.span = e.span AND f.starts_at = e.starts_at AND f.channel = e.channel
      AND f.currency = e.currency AND f.country = e.country`;
}

const addToVariants = (tx: Tx, difference: Prisma.Sql) =>
  tx.$executeRaw(Prisma.sql`
    ${difference}, difference AS (${variantSums})
    INSERT INTO variant_figure AS known (${variantColumns})
    SELECT * FROM difference WHERE (revenue, net_units, orders) <> (0, 0, 0)
    ON CONFLICT (span, starts_at, variant_id, channel, currency, country) DO UPDATE SET
      revenue = known.revenue + EXCLUDED.revenue, net_units = known.net_units + EXCLUDED.net_units,
      orders = known.orders + EXCLUDED.orders`);

const putOrders = (tx: Tx, change: Change) =>
  tx.$executeRaw(Prisma.sql`
    INSERT INTO sales_order AS known (id, placed_at, told_at, channel, currency, country, account_id, gross, cancelled, captured,
      refunded, units, net_units, touched, new_buyer)
    SELECT id, "placedAt", "toldAt", channel, currency, country, "accountId", gross, cancelled, captured, refunded, units,
      "netUnits", touched, "newBuyer" FROM jsonb_to_recordset(${orderRows(change)}::jsonb) AS ${orderRecord}
    ON CONFLICT (id) DO UPDATE SET cancelled = EXCLUDED.cancelled, captured = EXCLUDED.captured,
      refunded = EXCLUDED.refunded, net_units = EXCLUDED.net_units, touched = EXCLUDED.touched,
      new_buyer = EXCLUDED.new_buyer
    WHERE (known.cancelled, known.captured, known.refunded, known.net_units, known.touched, known.new_buyer)
      <> (EXCLUDED.cancelled, EXCLUDED.captured, EXCLUDED.refunded, EXCLUDED.net_units, EXCLUDED.touched,
          EXCLUDED.new_buyer)`);

const putLines = (tx: Tx, change: Change) =>
  tx.$executeRaw(Prisma.sql`
    INSERT INTO sales_line AS known (order_id, variant_id, scopes, gross, cancelled, units, net_units)
    SELECT "orderId", "variantId", scopes, gross, cancelled, units, "netUnits"
    FROM jsonb_to_recordset(${lineRows(change)}::jsonb) AS ${lineRecord}
    ON CONFLICT (order_id, variant_id) DO UPDATE SET scopes = EXCLUDED.scopes, cancelled = EXCLUDED.cancelled,
      net_units = EXCLUDED.net_units
    WHERE (known.scopes, known.cancelled, known.net_units)
      <> (EXCLUDED.scopes, EXCLUDED.cancelled, EXCLUDED.net_units)`);

function putNames(tx: Tx, sales: readonly Sale[]) {
  const names = sales.flatMap(({ order: { orderId, placedAt }, lines }) =>
    lines.map(({ variantId, name }) => ({ variantId, name, placedAt, orderId })),
  );
  return tx.$executeRaw`
    INSERT INTO sold_name AS known (variant_id, name, placed_at, order_id)
    SELECT DISTINCT ON ("variantId") "variantId", name, "placedAt", "orderId"
    FROM jsonb_to_recordset(${toJson(names)}::jsonb)
      AS r("variantId" text, name text, "placedAt" timestamptz, "orderId" text)
    ORDER BY "variantId", "placedAt" DESC, "orderId" COLLATE "C" DESC
    ON CONFLICT (variant_id) DO UPDATE SET name = EXCLUDED.name, placed_at = EXCLUDED.placed_at,
      order_id = EXCLUDED.order_id
    WHERE (known.placed_at, known.order_id) < (EXCLUDED.placed_at, EXCLUDED.order_id)`;
}

/** Notes money that moved, whether its order is known or not. */
export const putMovements = (
  tx: Tx,
  movements: readonly (Movement & { readonly orderId: string; readonly kind: MovementKind })[],
) =>
  tx.$executeRaw`
    INSERT INTO money_movement (event_id, order_id, kind, currency, amount, at)
    SELECT "eventId", "orderId", kind, currency, amount, at FROM jsonb_to_recordset(${toJson(movements)}::jsonb)
      AS r("eventId" uuid, "orderId" text, kind text, currency text, amount numeric, at timestamptz)
    ON CONFLICT (event_id) DO NOTHING`;
