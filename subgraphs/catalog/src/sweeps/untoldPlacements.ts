import type { Sweep } from "@madang/service-kit";
import { announcePlacements } from "../actions/announcePlacements.ts";
import type { Tx } from "../data/database.ts";

const atOnce = 500;

/** Tells of categories and products that came before anybody was told, or by other ways than the actions. */
export const untoldPlacements: Sweep<Tx> = {
  name: "untoldPlacements",
  everyMs: 60_000,
  run: async ({ run }) => {
    while ((await run(announcePlacements, { atMost: atOnce })) > 0);
  },
};
