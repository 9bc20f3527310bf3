import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { Shop } from "../kit/shop.ts";
import { untoldEvents } from "./provider.ts";

/** What is still under way in any room, as one line each; empty when nothing is. */
const underWay: Readonly<Record<string, string>> = {
  "": `SELECT 'process ' || name || ' ' || id AS what FROM kit_process WHERE status = 'RUNNING'
       UNION ALL SELECT 'delivery ' || name || ' to ' || target || ' ' || id FROM kit_delivery WHERE done_at IS NULL`,
  orders: `SELECT 'order ' || id || ' is pending' AS what FROM "order" WHERE status = 'PENDING'`,
  inventory: `SELECT 'reservation ' || key || ' is open' AS what FROM reservation WHERE status = 'OPEN'`,
  payments: `SELECT 'payment ' || id || ' is ' || status AS what FROM payment
              WHERE status IN ('REQUESTED', 'ACTION_REQUIRED') OR (wanted IN ('VOID', 'EXPIRE') AND status = 'AUTHORIZED')
                 OR (wanted = 'CAPTURE' AND status = 'AUTHORIZED' AND method <> 'INVOICE')
             UNION ALL SELECT 'refund ' || id || ' is asked for' FROM refund_part WHERE status = 'REQUESTED'`,
  analytics: `SELECT 'event ' || coalesce(event_id::text, order_id) || ' is not counted' AS what FROM uncounted`,
  notifications: `SELECT 'mail ' || id || ' is queued' AS what FROM mail WHERE status = 'QUEUED'`,
};

/**
 * Waits until nothing is under way any more but what is expected to be, or the time is over. Gives the seconds it took
 * and what remained.
 */
export async function settle(
  { databaseUrls, ledgerFile }: Pick<Shop, "databaseUrls" | "ledgerFile">,
  limitMs: number,
  expected: (what: string) => boolean = () => false,
): Promise<{ seconds: number; remaining: string[] }> {
  const began = performance.now();
  // The rooms are asked one after the other, and what was on its way between two of them was seen in neither.
  for (let quiet = 0; ; ) {
    const found = untoldEvents(ledgerFile).map((event) => `provider: webhook ${event} is not taken`);
    for (const [room, url] of Object.entries(databaseUrls)) found.push(...(await ask(room, url)));
    const remaining = found.filter((what) => !expected(what));
    const took = performance.now() - began;
    quiet = remaining.length === 0 ? quiet + 1 : 0;
    if (quiet === 2 || took > limitMs) return { seconds: took / 1_000, remaining };
    await sleep(500);
  }
}

async function ask(room: string, connectionString: string): Promise<string[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const found: string[] = [];
    for (const sql of [underWay[""], underWay[room]])
      if (sql) found.push(...(await client.query<{ what: string }>(sql)).rows.map(({ what }) => `${room}: ${what}`));
    return found;
  } finally {
    await client.end();
  }
}
