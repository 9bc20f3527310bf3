import { buyersOf, firstOrders, putBuyers } from "../data/buyers.ts";
import type { Tx } from "../data/database.ts";
import { factsOf } from "../data/facts.ts";
import { scopesOf } from "../data/placements.ts";
import { countSales, putMovements } from "../data/sales.ts";
import { saleOf } from "../domain/sale.ts";

/** Counts orders as their facts tell them now, however they were counted before. */
export async function countOrders(tx: Tx, orderIds: readonly string[]): Promise<void> {
  const facts = await factsOf(tx, orderIds);
  const movements = [...facts].flatMap(([orderId, ofOrder]) =>
    ofOrder.flatMap((fact) => ("movement" in fact ? [{ ...fact.movement, orderId, kind: fact.kind }] : [])),
  );
  if (movements.length > 0) await putMovements(tx, movements);

  const sales = [...facts.values()].flatMap((ofOrder) => saleOf(ofOrder) ?? []);
  if (sales.length === 0) return;
  const others = await putBuyers(
    tx,
    await buyersOf(
      tx,
      sales.map(({ order }) => order),
    ),
  );
  const first = await firstOrders(tx, [...sales.map(({ order }) => order.orderId), ...others]);
  const variantIds = [...new Set(sales.flatMap(({ lines }) => lines.map(({ variantId }) => variantId)))];
  const notFirst = others.filter((id) => !first.has(id));
  await countSales(tx, { sales, first, scopes: await scopesOf(tx, variantIds), notFirst });
}
