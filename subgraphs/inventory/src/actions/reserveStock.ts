import { checkInput, isProblem } from "@madang/service-kit";
import { z } from "zod";
import type { Work } from "../context.ts";
import { book } from "../data/books.ts";
import { lockLevels } from "../data/levels.ts";
import { addLines, addReservation, lockReservation } from "../data/reservations.ts";
import { allocate, type Wanted } from "../domain/allocation.ts";
import { movementsOf } from "../domain/movement.ts";
import { type Reservation, reserveAgain } from "../domain/reservation.ts";
import { hashOfLines, reservationKey, wantedLines } from "./wantedLines.ts";

/** Eight days: a bank transfer may take its time, and its order ends before its reservation. */
const longestSeconds = 691_200;

const reserveStockInput = z.object({
  key: reservationKey,
  channel: z.string().min(1).max(64),
  lines: wantedLines,
  ttlSeconds: z.number().int().min(60).max(longestSeconds),
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

  const linesHash = hashOfLines({ channel, lines });
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
