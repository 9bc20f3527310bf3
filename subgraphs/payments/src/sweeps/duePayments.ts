import type { Sweep } from "@madang/service-kit";
import type { Background } from "../context.ts";
import type { Tx } from "../data/database.ts";
import { lookAfterDue } from "../processes/lookAfter.ts";

/** Goes on with what a request left in the middle, and ends the time of what nobody paid. */
export const duePayments: Sweep<Tx> = {
  name: "duePayments",
  everyMs: 2_000,
  run: (background: Background) => lookAfterDue(background),
};
