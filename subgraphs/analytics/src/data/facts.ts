import type { Envelope } from "@madang/service-kit";
import type { OrderFact } from "../domain/facts.ts";
import type { Tx } from "./database.ts";
import { factOf } from "./factOf.ts";

/** Keeps an event of an order or its payments for good; one that is kept already stays as it is. */
export const keepOrderEvent = (tx: Tx, { id, type, time, data }: Envelope, orderId: string, now: Date) =>
  tx.$executeRaw`
    INSERT INTO order_event (id, type, order_id, time, heard_at, data)
    VALUES (${id}::uuid, ${type}, ${orderId}, ${new Date(time)}, ${now}, ${JSON.stringify(data)}::jsonb)
    ON CONFLICT (id) DO NOTHING`;

/** Keeps an event of the catalogue or of accounts for good; one that is kept already stays as it is. */
export const keepReferenceEvent = (tx: Tx, { id, type, subject, sequence, time, data }: Envelope, now: Date) =>
  tx.$executeRaw`
    INSERT INTO reference_event (id, type, subject, sequence, time, heard_at, data)
    VALUES (${id}::uuid, ${type}, ${subject}, ${sequence}, ${new Date(time)}, ${now}, ${JSON.stringify(data)}::jsonb)
    ON CONFLICT (id) DO NOTHING`;

/** What is known of orders, by their ids, without what is still to be counted. */
export async function factsOf(tx: Tx, orderIds: readonly string[]): Promise<Map<string, OrderFact[]>> {
  const rows = await tx.$queryRaw<{ orderId: string }[]>`
    SELECT e.id, e.type, e.time, e.order_id AS "orderId", e.data FROM order_event e
    WHERE e.order_id = ANY (${orderIds}) AND NOT EXISTS (SELECT FROM uncounted u WHERE u.event_id = e.id)
    ORDER BY e.time, e.id`;
  const facts = new Map<string, OrderFact[]>(orderIds.map((id) => [id, []]));
  for (const row of rows) facts.get(row.orderId)?.push(factOf(row));
  return facts;
}

/** The ids of orders that anything is known of, behind one id. */
export async function orderIdsAfter(tx: Tx, after: string, atMost: number): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT order_id AS id FROM order_event WHERE order_id > ${after} ORDER BY order_id LIMIT ${atMost}`;
  return rows.map(({ id }) => id);
}

/** The ids of reference events that were counted, behind one id. */
export async function countedReferencesAfter(tx: Tx, after: string, atMost: number): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT e.id FROM reference_event e
    WHERE e.id > ${after}::uuid AND NOT EXISTS (SELECT FROM uncounted u WHERE u.event_id = e.id)
    ORDER BY e.id LIMIT ${atMost}`;
  return rows.map(({ id }) => id);
}

/** How many events were counted. */
export async function countedEvents(tx: Tx): Promise<number> {
  const [row] = await tx.$queryRaw<{ events: number }[]>`
    SELECT ((SELECT count(*) FROM order_event) + (SELECT count(*) FROM reference_event)
      - (SELECT count(*) FROM uncounted WHERE event_id IS NOT NULL))::int AS events`;
  return row?.events ?? 0;
}

/** How long ago an instant is, by the database's clock. */
export async function msSince(tx: Tx, then: Date): Promise<number> {
  const [row] = await tx.$queryRaw<{ ms: number }[]>`
    SELECT (extract(epoch FROM clock_timestamp() - ${then}::timestamptz) * 1000)::int AS ms`;
  return row?.ms ?? 0;
}
