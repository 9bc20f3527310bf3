import type { Sweep } from "@madang/service-kit";
import { countEvents } from "../actions/countEvents.ts";
import type { Tx } from "../data/database.ts";

const atOnce = 500;
/** Others want their turn too. */
const mostRounds = 20;

/** Counts what was heard. */
export const uncountedEvents: Sweep<Tx> = {
  name: "uncountedEvents",
  everyMs: 1_000,
  run: async ({ run }) => {
    for (let round = 0; round < mostRounds; round += 1) if ((await run(countEvents, { atMost: atOnce })) === 0) return;
  },
};
