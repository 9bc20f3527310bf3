import type { Sweep } from "@madang/service-kit";
import { lapsedAtOnce, releaseLapsed } from "../actions/releaseLapsed.ts";
import type { Tx } from "../data/database.ts";

/** Gives back what was set aside for orders that never came to anything. */
export const lapsedReservations: Sweep<Tx> = {
  name: "lapsedReservations",
  everyMs: 5_000,
  run: async ({ run }) => {
    while ((await run(releaseLapsed, undefined)) === lapsedAtOnce);
  },
};
