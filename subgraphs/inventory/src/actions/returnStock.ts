import { checkInput, isProblem, problem } from "@madang/service-kit";
import { z } from "zod";
import type { Work } from "../context.ts";
import { book } from "../data/books.ts";
import { addReturn, addReturned, findReturn, linesOf, lockReservation } from "../data/reservations.ts";
import type { Wanted } from "../domain/allocation.ts";
import { movementsOf } from "../domain/movement.ts";
import { takeBack } from "../domain/takeBack.ts";
import { hashOfLines, reservationKey, wantedLines } from "./wantedLines.ts";

const returnStockInput = z.object({
  key: reservationKey,
  returnKey: z.string().regex(/^[\x21-\x7e]{1,128}$/),
  lines: wantedLines,
});

export interface ReturnStock {
  readonly key: string;
  readonly returnKey: string;
  readonly lines: readonly Wanted[];
}

/** Takes part of a committed reservation back, once for each return's key. */
export async function returnStock(work: Work, input: ReturnStock) {
  const checked = checkInput(returnStockInput, input);
  if (isProblem(checked)) return checked;
  const { key, returnKey, lines } = checked;
  const { tx, now } = work;

  const reservation = await lockReservation(tx, key);
  // What was never made and what came back altogether look the same: there is nothing to take back.
  if (!reservation) return problem("ReservationOver");
  const linesHash = hashOfLines({ lines });
  const first = await findReturn(tx, key, returnKey);
  if (first !== null) return first === linesHash ? reservation : problem("IdempotencyConflict");
  if (reservation.status === "RELEASED") return problem("ReservationOver");

  // Of what is only set aside nothing has left yet.
  const gone = reservation.status === "COMMITTED" ? await linesOf(tx, [key]) : [];
  const shares = takeBack(lines, gone);
  if (isProblem(shares)) return shares;
  await addReturn(tx, key, returnKey, linesHash, now);
  await addReturned(tx, key, shares);
  await book(work, movementsOf("RETURNED", key, shares));
  return reservation;
}
