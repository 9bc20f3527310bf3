import { orderCancelled, orderPlaced } from "@madang/events";
import type { DataOf, Envelope } from "@madang/service-kit";
import { z } from "zod";
import type { OrderFacts } from "../domain/contribution.ts";
import type { Tx } from "./database.ts";

type Placed = DataOf<typeof orderPlaced>;

const stored = z.object({ type: z.enum([orderPlaced.type, orderCancelled.type]), data: orderPlaced.data });

export function factsOf(type: string, data: Placed): OrderFacts {
  const { placedAt, channel, currency, country, totalMinor, lines } = data;
  return {
    kind: type === orderPlaced.type ? "PLACED" : "CANCELLED",
    market: { day: placedAt.toISOString().slice(0, 10), channel, currency, country },
    revenueMinor: totalMinor,
    units: lines.reduce((sum, { quantity }) => sum + quantity, 0),
  };
}

/** Holds one order's events together: the next transaction that hears of it sees all of this one's. */
export const lockOrder = (tx: Tx, orderId: string) =>
  tx.$queryRaw`SELECT 1 AS locked FROM (SELECT pg_advisory_xact_lock(hashtextextended(${orderId}, 0))) AS lock`;

/** What is known of an order, oldest first. */
export async function eventsOfOrder(tx: Tx, orderId: string): Promise<OrderFacts[]> {
  const rows = await tx.orderEvent.findMany({ where: { orderId }, orderBy: [{ time: "asc" }, { id: "asc" }] });
  return rows.map((row) => {
    const { type, data } = stored.parse(row);
    return factsOf(type, data);
  });
}

/** Keeps an event for good. False when it was kept before. */
export const keepEvent = async (tx: Tx, { id, type, time, data }: Envelope, orderId: string, now: Date) =>
  (await tx.$executeRaw`
    INSERT INTO order_event (id, type, order_id, time, heard_at, data)
    VALUES (${id}::uuid, ${type}, ${orderId}, ${new Date(time)}, ${now}, ${JSON.stringify(data)}::jsonb)
    ON CONFLICT (id) DO NOTHING`) === 1;
