import type { Sweep } from "@madang/service-kit";
import { deleteOldCarts } from "../actions/deleteOldCarts.ts";
import type { Background } from "../context.ts";
import type { Tx } from "../data/database.ts";

/** Ends carts that nobody has changed for a long time. */
export const oldCarts: Sweep<Tx> = {
  name: "oldCarts",
  everyMs: 600_000,
  run: async ({ run }: Background) => {
    while (await run(deleteOldCarts, undefined));
  },
};
