import type { Sweep } from "@madang/service-kit";
import { dueAtOnce, enqueueDueMails } from "../actions/enqueueDueMails.ts";
import type { Background } from "../context.ts";
import type { Tx } from "../data/database.ts";

/** Tries mails again when their time has come. */
export const dueMails: Sweep<Tx> = {
  name: "dueMails",
  everyMs: 1_000,
  run: async ({ run }: Background) => {
    while ((await run(enqueueDueMails, undefined)) === dueAtOnce);
  },
};
