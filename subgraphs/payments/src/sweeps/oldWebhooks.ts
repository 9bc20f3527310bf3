import type { Sweep } from "@madang/service-kit";
import { forgetOldWebhooks } from "../actions/lookingAfter.ts";
import type { Tx } from "../data/database.ts";

/** Forgets which webhooks came long ago. */
export const oldWebhooks: Sweep<Tx> = {
  name: "oldWebhooks",
  everyMs: 3_600_000,
  run: async ({ run }) => void (await run(forgetOldWebhooks, {})),
};
