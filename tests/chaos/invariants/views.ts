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
}
