import { isProblem, problem } from "@madang/service-kit";
import type { Work } from "../context.ts";
import { book } from "../data/books.ts";
import { closeReservations, linesOf, lockReservation } from "../data/reservations.ts";
import { movementsOf } from "../domain/movement.ts";
import { commit } from "../domain/reservation.ts";

/** Turns stock that is set aside into stock that is gone. */
export async function commitReservation(work: Work, { key }: { readonly key: string }) {
  const { tx, now } = work;
  const reservation = await lockReservation(tx, key);
  // What was never made and what was given back look the same: there is nothing to commit.
  if (!reservation) return problem("ReservationOver");
  const committed = commit(reservation, now);
  if (isProblem(committed) || reservation.status === "COMMITTED") return committed;

  await book(work, movementsOf("COMMITTED", key, await linesOf(tx, [key])));
  await closeReservations(tx, [key], "COMMITTED", now);
  return committed;
}
