import type { Work } from "../context.ts";
import { lockFigures, remakeFigures } from "../data/dailyRevenue.ts";

/** Throws the figures away and makes them again from the events kept here, while whoever hears one waits. */
export async function rebuildFigures({ tx }: Work) {
  await lockFigures(tx);
  return { rows: await remakeFigures(tx) };
}
