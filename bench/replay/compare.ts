import { z } from "zod";
import type { Databases } from "../databases.ts";
import { type ExpectedOrder, expectedOrders, expectedSales, expectedStock } from "./expected.ts";
import type { Graph, Headers } from "./graph.ts";
import type { Journal } from "./journal.ts";
import { money } from "./money.ts";

interface Place {
  readonly graph: Graph;
  readonly staff: Headers;
  readonly databases: Databases;
  readonly journal: Journal;
}

/** Every difference between what the shop acknowledged and what its rooms hold, in words; none when all is well. */
export async function compare(place: Place): Promise<string[]> {
  const orders = expectedOrders(place.journal);
  return [
    ...[...orders.values()].flatMap(answersOf),
    ...(await ordersHeld(place, orders)),
    ...(await salesTold(place, orders)),
    ...(await stockHeld(place, orders)),
    ...(await paid(place, orders)),
  ];
}

function answersOf({ ordered, cancelledMinor, toldCancelledMinor }: ExpectedOrder): string[] {
  return toldCancelledMinor === null || toldCancelledMinor === cancelledMinor
    ? []
    : [`order ${ordered.orderId}: told that ${toldCancelledMinor} was cancelled, its lines bear ${cancelledMinor}`];
}

/** No order is missing, none is there that nobody was told of, and each stands as it was left. */
async function ordersHeld({ databases }: Place, orders: ReadonlyMap<string, ExpectedOrder>): Promise<string[]> {
  const { rows } = await databases.of("orders").query<{ id: string; status: string; total: string }>(
    `SELECT id, status::text, total_minor::text AS total FROM "order"
      WHERE confirmed_at IS NOT NULL OR status IN ('PENDING', 'CONFIRMED', 'FULFILLED')`,
  );
  const held = new Map(rows.map((row) => [row.id, row]));
  const unknown = rows.filter(({ id }) => !orders.has(id)).map(({ id }) => `order ${id}: nobody was told of it`);
  const wrong = [...orders].flatMap(([id, { ordered, givenBack }]) => {
    const row = held.get(id);
    if (!row) return [`order ${id}: acknowledged, and not there`];
    const isGone = ordered.lines.every(({ lineId, quantity }) => givenBack.get(lineId) === quantity);
    const status = isGone ? "CANCELLED" : "CONFIRMED";
    return [
      ...(row.status === status ? [] : [`order ${id}: ${row.status} instead of ${status}`]),
      ...(BigInt(row.total) === ordered.totalMinor
        ? []
        : [`order ${id}: ${row.total} instead of ${ordered.totalMinor}`]),
    ];
  });
  return [...unknown, ...wrong];
}

const salesQuery = `query ($input: SalesInput!) { sales(input: $input) { rows { from figures {
  gross { amount currency } cancelled { amount currency } net { amount currency } orders netOrders units netUnits } } } }`;
const figures = z.object({
  gross: money,
  cancelled: money,
  net: money,
  orders: z.number(),
  netOrders: z.number(),
  units: z.number(),
  netUnits: z.number(),
});
const salesTable = z.object({
  sales: z.object({ rows: z.array(z.object({ from: z.string(), figures })) }),
});

async function salesTold({ graph, staff }: Place, orders: ReadonlyMap<string, ExpectedOrder>): Promise<string[]> {
  const expected = expectedSales(orders);
  const days = [...expected.keys()].toSorted();
  const input = { from: days[0], to: days.at(-1) };
  if (days.length === 0) return [];
  const { sales } = await graph.ask(salesQuery, { input }, salesTable, staff);
  const told = new Map(sales.rows.map((row) => [row.from.slice(0, 10), row.figures]));
  const others = [...told.keys()]
    .filter((day) => !expected.has(day))
    .map((day) => `sales of ${day}: nothing was bought`);
  return [
    ...others,
    ...[...expected].flatMap(([day, wanted]) => {
      const row = told.get(day);
      if (!row) return [`sales of ${day}: none`];
      const all = { ...wanted, net: wanted.gross - wanted.cancelled };
      return (Object.keys(all) as (keyof typeof all)[]).flatMap((name) =>
        row[name] === all[name] ? [] : [`sales of ${day}: ${name} is ${row[name]} instead of ${all[name]}`],
      );
    }),
  ];
}

async function stockHeld({ databases, journal }: Place, orders: ReadonlyMap<string, ExpectedOrder>): Promise<string[]> {
  const { rows } = await databases
    .of("inventory")
    .query<{ id: string; held: number; reserved: number }>(
      `SELECT variant_id AS id, sum(on_hand)::int AS held, sum(reserved)::int AS reserved FROM stock_level GROUP BY 1`,
    );
  const held = new Map(rows.map((row) => [row.id, row.held]));
  return [
    ...rows.filter(({ reserved }) => reserved !== 0).map(({ id, reserved }) => `stock of ${id}: ${reserved} set aside`),
    ...[...expectedStock(journal, orders)].flatMap(([id, pieces]) =>
      held.get(id) === pieces ? [] : [`stock of ${id}: ${held.get(id)} on hand instead of ${pieces}`],
    ),
  ];
}

const paymentsQuery = `query ($after: String) { payments(first: 100, after: $after) {
  nodes { order { id } method captured { amount currency } refunded { amount currency } chargedBack { amount currency } }
  pageInfo { hasNextPage endCursor } } }`;
const paymentsPage = z.object({
  payments: z.object({
    nodes: z.array(
      z.object({
        order: z.object({ id: z.string() }),
        method: z.string(),
        captured: money,
        refunded: money,
        chargedBack: money,
      }),
    ),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  }),
});

/** What was taken and not given back is what the order is still worth; nothing by invoice, which nobody has paid yet. */
async function paid({ graph, staff }: Place, orders: ReadonlyMap<string, ExpectedOrder>): Promise<string[]> {
  const kept = new Map<string, bigint>();
  for (let after: string | null = null; ; ) {
    const { payments }: z.output<typeof paymentsPage> = await graph.ask(paymentsQuery, { after }, paymentsPage, staff);
    for (const { order, captured, refunded, chargedBack } of payments.nodes)
      kept.set(order.id, (kept.get(order.id) ?? 0n) + captured - refunded - chargedBack);
    if (!payments.pageInfo.hasNextPage) break;
    after = payments.pageInfo.endCursor;
  }
  const unknown = [...kept].filter(([id, sum]) => sum !== 0n && !orders.has(id));
  return [
    ...unknown.map(([id, sum]) => `order ${id}: ${sum} taken, and nobody was told of the order`),
    ...[...orders].flatMap(([id, { ordered, cancelledMinor }]) => {
      const wanted = ordered.way === "INVOICE" ? 0n : ordered.totalMinor - cancelledMinor;
      return kept.get(id) === wanted ? [] : [`order ${id}: ${kept.get(id)} taken and kept instead of ${wanted}`];
    }),
  ];
}
