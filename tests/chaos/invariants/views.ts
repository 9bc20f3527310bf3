import type { Scratch } from "./scratch.ts";

const kitTables = ["kit_delivery", "kit_dead_letter", "kit_inbox", "kit_event", "kit_process"] as const;

/** Names that make the questions short: the tables that every room has as one, with the room's name. */
export async function makeViews({ client }: Scratch, rooms: readonly string[]): Promise<void> {
  for (const table of kitTables)
    await client.query(
      `CREATE OR REPLACE VIEW ${table}_of_all AS ${rooms
        .map((room) => `SELECT '${room}'::text AS room, t.* FROM "${room}".${table} t`)
        .join(" UNION ALL ")}`,
    );
  const parts = await client.query(
    "SELECT 1 FROM information_schema.columns WHERE table_schema = 'orders' AND table_name = 'order_line' AND column_name = 'cancelled_quantity'",
  );
  const cancelled = parts.rowCount
    ? "cancelled_quantity"
    : "CASE WHEN o.status = 'CANCELLED' THEN l.quantity ELSE 0 END AS cancelled_quantity";
  await client.query(
    `CREATE VIEW order_line_now AS SELECT l.order_id, l.quantity, ${cancelled} FROM orders.order_line l JOIN orders."order" o ON o.id = l.order_id`,
  );
}
