import { buyersOf, firstOrders, putBuyers } from "../data/buyers.ts";
import type { Tx } from "../data/database.ts";
import { factsOf } from "../data/facts.ts";
import { scopesOf } from "../data/placements.ts";
import { addDifference, type Change, putMovements, putSales } from "../data/sales.ts";
import { saleOf } from "../domain/sale.ts";

/** Counts orders as their facts tell them now, however they were counted before. */
export async function countOrders(tx: Tx, orderIds: readonly string[]): Promise<void> {
  const change = await changeOf(tx, orderIds);
  if (!change) return;
  await addDifference(tx, change);
  await putSales(tx, change);
}

/** Notes orders as their facts tell them, for figures that are summed up afterwards. */
export async function noteOrders(tx: Tx, orderIds: readonly string[]): Promise<void> {
  const change = await changeOf(tx, orderIds);
  if (change) await putSales(tx, change);
}

/** What the facts of orders come to; null when none of them is placed. */
async function changeOf(tx: Tx, orderIds: readonly string[]): Promise<Change | null> {
  const facts = await factsOf(tx, orderIds);
  const movements = [...facts].flatMap(([orderId, ofOrder]) =>
    ofOrder.flatMap((fact) => ("movement" in fact ? [{ ...fact.movement, orderId, kind: fact.kind }] : [])),
  );
  if (movements.length > 0) await putMovements(tx, movements);

  const sales = [...facts.values()].flatMap((ofOrder) => saleOf(ofOrder) ?? []);
  if (sales.length === 0) return null;
  const orders = sales.map(({ order }) => order);
  const others = await putBuyers(tx, await buyersOf(tx, orders));
  const first = await firstOrders(tx, [...orders.map(({ orderId }) => orderId), ...others]);
  const variantIds = [...new Set(sales.flatMap(({ lines }) => lines.map(({ variantId }) => variantId)))];
  const notFirst = others.filter((id) => !first.has(id));
  return { sales, first, scopes: await scopesOf(tx, variantIds), notFirst };
}
