import { toJson } from "@madang/service-kit";
import type { PlacedOrder } from "../domain/facts.ts";
import type { Tx } from "./database.ts";

interface BuyerOrder {
  readonly key: string;
  readonly placedAt: Date;
  readonly orderId: string;
}

/** What the buyers of orders are known by: account, the address of the order, the address of the account. */
export async function buyersOf(tx: Tx, orders: readonly PlacedOrder[]): Promise<BuyerOrder[]> {
  const accountIds = [...new Set(orders.flatMap(({ accountId }) => accountId ?? []))];
  const rows = await tx.$queryRaw<{ id: string; emailKey: string }[]>`
    SELECT id, email_key AS "emailKey" FROM account WHERE id = ANY (${accountIds})`;
  const registered = new Map(rows.map(({ id, emailKey }) => [id, emailKey]));
  return orders.flatMap(({ orderId, placedAt, accountId, emailKey }) => {
    const own = accountId === null ? [] : [accountId, registered.get(accountId) ?? emailKey];
    return [...new Set([emailKey, ...own])].map((key) => ({ key, placedAt, orderId }));
  });
}

/** Notes orders under what their buyers are known by; gives others that were the first until now, maybe. */
export async function putBuyers(tx: Tx, buyers: readonly BuyerOrder[]): Promise<string[]> {
  const [keys, orderIds] = [buyers.map(({ key }) => key), buyers.map(({ orderId }) => orderId)];
  const others = await tx.$queryRaw<{ orderId: string }[]>`
    WITH put AS (
      INSERT INTO buyer_order (key, placed_at, order_id)
      SELECT key, "placedAt", "orderId" FROM jsonb_to_recordset(${toJson(buyers)}::jsonb)
        AS r(key text, "placedAt" timestamptz, "orderId" text)
      ON CONFLICT DO NOTHING)
    SELECT DISTINCT first.order_id AS "orderId" FROM (SELECT DISTINCT unnest(${keys}::text[]) AS key) AS k
    CROSS JOIN LATERAL (
      SELECT b.order_id FROM buyer_order b WHERE b.key = k.key AND b.order_id <> ALL (${orderIds})
      ORDER BY b.placed_at, b.order_id LIMIT 1) AS first`;
  return others.map(({ orderId }) => orderId);
}

/** Those of some orders whose buyers had never ordered before. */
export async function firstOrders(tx: Tx, orderIds: readonly string[]): Promise<Set<string>> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT o.id FROM unnest(${orderIds}::text[]) AS o(id) WHERE NOT EXISTS (
      SELECT FROM buyer_order mine JOIN buyer_order other ON other.key = mine.key
        AND (other.placed_at, other.order_id) < (mine.placed_at, mine.order_id)
      WHERE mine.order_id = o.id)`;
  return new Set(rows.map(({ id }) => id));
}
