import { join } from "node:path";
import { type Told, verify } from "../../tests/chaos/invariants/verify.ts";
import type { Databases } from "../databases.ts";
import { expectedOrders } from "./expected.ts";
import type { Journal } from "./journal.ts";

const longestSettling = 120_000;

/** What the shop's databases, the sandbox's ledger and the mail box say together that must never be. */
export async function violations(home: string, databases: Databases, journal: Journal): Promise<readonly string[]> {
  const data = join(home, ".madang");
  const shop = {
    rooms: databases.names,
    databaseUrls: Object.fromEntries(databases.names.map((name) => [name, databases.url(name)])),
    databases: { adminUrl: databases.url("postgres") },
    mailDir: join(data, "mails"),
    ledgerFile: join(data, "payment-sandbox", "ledger.jsonl"),
  };
  const found = await verify({ shop, known: new Set(), journals: [toldIn(journal)] }, longestSettling);
  return found.violations;
}

/** The journal as the invariants read one. */
function toldIn(journal: Journal): Told {
  const orders = [...expectedOrders(journal).values()];
  return {
    acks: orders.map(({ ordered }) => ({
      checkout: ordered.basket,
      key: ordered.basket,
      kind: "PLACED" as const,
      orderId: ordered.orderId,
      status: "CONFIRMED",
      pieces: null,
      contents: {
        pieces: ordered.lines.reduce((sum, { quantity }) => sum + quantity, 0),
        totalMinor: ordered.totalMinor,
      },
      mayFail: false,
    })),
    askedToCancel: new Set(orders.flatMap(({ ordered, givenBack }) => (givenBack.size > 0 ? [ordered.basket] : []))),
    // A customer has many orders, so an address tells nothing of how many there may be.
    checkouts: [],
    // The shop is cut off with the replay.
    faults: journal.of("goesOn").map(({ cutOffAt, at }) => ({
      name: "notifications and all other rooms were cut off",
      struckAt: cutOffAt,
      overAt: at,
    })),
  };
}
