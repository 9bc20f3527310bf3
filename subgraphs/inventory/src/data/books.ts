import type { Work } from "../context.ts";
import { changesOf, type Movement } from "../domain/movement.ts";
import { changeLevels } from "./levels.ts";
import { addMovements } from "./movements.ts";

/** Books movements: levels and books change together, so that a level is always the sum of its movements. */
export async function book({ tx, viewer, now }: Work, movements: readonly Movement[]): Promise<void> {
  if (movements.length === 0) return;
  await changeLevels(tx, changesOf(movements));
  await addMovements(tx, movements, { at: now, actor: actorOf(viewer) });
}

/** Who is written down as having done it. */
export const actorOf = ({ accountId, service }: Work["viewer"]) => accountId ?? service;
