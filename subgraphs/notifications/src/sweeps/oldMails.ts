import type { Sweep } from "@madang/service-kit";
import { emptiedAtOnce, emptyOldMails } from "../actions/emptyOldMails.ts";
import type { Background } from "../context.ts";
import type { Tx } from "../data/database.ts";

/** Forgets what was written to whom once nobody asks for it any more. */
export const oldMails: Sweep<Tx> = {
  name: "oldMails",
  everyMs: 3_600_000,
  run: async ({ run }: Background) => {
    while ((await run(emptyOldMails, undefined)) === emptiedAtOnce);
  },
};
