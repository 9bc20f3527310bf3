import type { Sweep } from "@madang/service-kit";
import type { Background } from "../context.ts";
import type { Tx } from "../data/database.ts";
import { reconcile } from "../processes/reconcile.ts";

/** Compares the books with the providers'; how often is a setting, this only looks whether it is time. */
export const reconciliation: Sweep<Tx> = {
  name: "reconciliation",
  everyMs: 2_000,
  run: (background: Background) => reconcile(background),
};
