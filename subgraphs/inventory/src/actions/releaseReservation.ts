import { badInput } from "@madang/service-kit";
import type { Work } from "../context.ts";
import { book } from "../data/books.ts";
import { addReservation, addReturned, closeReservations, linesOf, lockReservation } from "../data/reservations.ts";
import { isReservationKey } from "../domain/ids.ts";
import { movementsOf } from "../domain/movement.ts";
import { type Reservation, releasedBy } from "../domain/reservation.ts";
import { stillGone } from "../domain/takeBack.ts";

/** Gives a reservation back, whatever became of it. */
export async function releaseReservation(work: Work, { key }: { readonly key: string }): Promise<Reservation> {
  if (!isReservationKey(key)) throw badInput("A reservation's key is the id of an order.");
  const { tx, now } = work;
  // An undo can overtake what it undoes. Its trace keeps the late reservation from ever being made.
  const never: Reservation = { key, status: "RELEASED", linesHash: null, expiresAt: now };
  if (await addReservation(tx, never, now)) return never;

  const reservation = await lockReservation(tx, key);
  if (!reservation) throw new Error(`The reservation ${key} was there and is gone.`);
  const kind = releasedBy[reservation.status];
  if (!kind) return reservation;
  // Part of what left may have come back before.
  const rest = stillGone(await linesOf(tx, [key]));
  await book(work, movementsOf(kind, key, rest));
  if (kind === "RETURNED") await addReturned(tx, key, rest);
  await closeReservations(tx, [key], "RELEASED", now);
  return { ...reservation, status: "RELEASED" };
}
