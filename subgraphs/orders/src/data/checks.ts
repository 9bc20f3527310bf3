import type { Check, Finding } from "@madang/service-kit";
import type { Db } from "./database.ts";

/** What has to be true of orders. */
export const checks: readonly Check<Db>[] = [
  {
    name: "pending-orders-have-a-checkout",
    description: "An order is pending only as long as a checkout is at it.",
    find: (db, now) => db.$queryRaw<Finding[]>`
      SELECT o.id AS subject, format('%s is pending, and no checkout is at it.', o.number) AS detail FROM "order" o
      WHERE o.status = 'PENDING' AND o.placed_at < ${now}::timestamptz - INTERVAL '1 minute' AND NOT EXISTS (
        SELECT FROM kit_process p WHERE p.name = 'checkout' AND p.subject = o.id AND p.status = 'RUNNING')
      ORDER BY o.placed_at LIMIT 100`,
  },
  {
    name: "confirmed-orders-are-announced",
    description: "Whoever listens was told of every confirmed order.",
    find: (db, now) => db.$queryRaw<Finding[]>`
      SELECT o.id AS subject, format('%s is confirmed, and nobody was told.', o.number) AS detail FROM "order" o
      WHERE o.confirmed_at > ${now}::timestamptz - INTERVAL '7 days' AND NOT EXISTS (
        SELECT FROM kit_event e WHERE e.subject = o.id AND e.type = 'orders.orderPlaced')
      ORDER BY o.confirmed_at LIMIT 100`,
  },
  {
    name: "held-carts-have-a-checkout",
    description: "A cart is held only as long as a checkout is at it.",
    find: (db, now) => db.$queryRaw<Finding[]>`
      SELECT c.id AS subject, format('Held for %s, and no checkout is at it.', c.order_id) AS detail FROM cart c
      WHERE c.status = 'ORDERING' AND c.updated_at < ${now}::timestamptz - INTERVAL '1 minute' AND NOT EXISTS (
        SELECT FROM kit_process p WHERE p.name = 'checkout' AND p.subject = c.order_id AND p.status = 'RUNNING')
      ORDER BY c.updated_at LIMIT 100`,
  },
  {
    name: "invoices-have-no-gaps",
    description: "The invoices of a year are as many as its last number says.",
    find: (db) => db.$queryRaw<Finding[]>`
      SELECT c.year::text AS subject, format('%s numbers were given out, and %s orders have one.', c.last, count(o.id)) AS detail
      FROM invoice_counter c LEFT JOIN "order" o ON o.invoice_number LIKE c.year || '-%'
      GROUP BY c.year, c.last HAVING count(o.id) <> c.last ORDER BY c.year LIMIT 100`,
  },
];
