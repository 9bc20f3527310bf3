import { checkInput, hashOf, isProblem } from "@madang/service-kit";
import { z } from "zod";
import type { Work } from "../context.ts";
import { book } from "../data/books.ts";
import { lockLevels } from "../data/levels.ts";
import { addLines, addReservation, lockReservation } from "../data/reservations.ts";
import { allocate, summed, type Wanted } from "../domain/allocation.ts";
import { isReservationKey } from "../domain/ids.ts";
import { movementsOf } from "../domain/movement.ts";
import { type Reservation, reserveAgain } from "../domain/reservation.ts";
import { variantId } from "./variantId.ts";

const mostOfOneVariant = 1_000_000;

const reserveStockInput = z.object({
  key: z.string().refine(isReservationKey, { params: { code: "WRONG_FORMAT" } }),
  channel: z.string().min(1).max(64),
  lines: z
    .array(z.object({ variantId, quantity: z.number().int().min(1).max(mostOfOneVariant) }))
    .min(1)
    .max(200)
    .transform(summed)
    .pipe(z.array(z.object({ variantId: z.string(), quantity: z.number().max(mostOfOneVariant) }))),
  ttlSeconds: z.number().int().min(60).max(86_400),
});

export interface ReserveStock {
  readonly key: string;
  readonly channel: string;
  readonly lines: readonly Wanted[];
  readonly ttlSeconds: number;
}

/** Sets stock aside: all lines or none, once for each key. */
export async function reserveStock(work: Work, input: ReserveStock) {
  const checked = checkInput(reserveStockInput, input);
  if (isProblem(checked)) return checked;
  const { key, channel, lines, ttlSeconds } = checked;
  const { tx, now } = work;

  // The order of the lines is no part of what was asked for.
  const linesHash = hashOf({ channel, lines: lines.toSorted((a, b) => (a.variantId < b.variantId ? -1 : 1)) });
  const reservation: Reservation = {
    key,
    status: "OPEN",
    linesHash,
    expiresAt: new Date(now.getTime() + ttlSeconds * 1_000),
  };
  if (!(await addReservation(tx, reservation, now))) {
    const first = await lockReservation(tx, key);
    if (!first) throw new Error(`The reservation ${key} was there and is gone.`);
    return reserveAgain(first, linesHash, now);
  }

  const variantIds = lines.map((line) => line.variantId);
  const shares = allocate(lines, await lockLevels(tx, variantIds, channel));
  if (isProblem(shares)) return shares;
  await addLines(tx, key, shares);
  await book(work, movementsOf("RESERVED", key, shares));
  return reservation;
}
