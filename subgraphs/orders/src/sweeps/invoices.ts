import type { Sweep } from "@madang/service-kit";
import { issueInvoices } from "../actions/issueInvoices.ts";
import type { Background } from "../context.ts";
import type { Tx } from "../data/database.ts";

/**
 * A number without gaps is drawn under a lock that everybody wants. Drawn while orders are confirmed it would have
 * them wait for each other, and all of them for whoever stops in the middle of it; here many are drawn at once.
 */
export const invoices: Sweep<Tx> = {
  name: "invoices",
  everyMs: 1_000,
  run: async ({ run }: Background) => {
    while ((await run(issueInvoices, undefined)) > 0) {
      // There may be more than fit into one statement.
    }
  },
};
