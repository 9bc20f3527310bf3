import type { Work } from "../context.ts";
import { book } from "../data/books.ts";
import { closeReservations, linesOf, lockLapsed } from "../data/reservations.ts";
import { movementsOf } from "../domain/movement.ts";

/** How many are given back in one transaction. */
export const lapsedAtOnce = 100;

/** Gives back reservations whose time is over; says how many. */
export async function releaseLapsed(work: Work): Promise<number> {
  const { tx, now } = work;
  const keys = (await lockLapsed(tx, now, lapsedAtOnce)).map(({ key }) => key);
  if (keys.length === 0) return 0;
  const lines = Map.groupBy(await linesOf(tx, keys), ({ key }) => key);
  await book(
    work,
    keys.flatMap((key) => movementsOf("RELEASED", key, lines.get(key) ?? [])),
  );
  await closeReservations(tx, keys, "RELEASED", now);
  return keys.length;
}
