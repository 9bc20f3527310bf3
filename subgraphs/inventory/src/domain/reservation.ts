import { problem } from "@madang/service-kit";

export type ReservationStatus = "OPEN" | "COMMITTED" | "RELEASED";

export interface Reservation {
  readonly key: string;
  readonly status: ReservationStatus;
  /** Of channel and lines; null when it was given back before it was made. */
  readonly linesHash: string | null;
  readonly expiresAt: Date;
}

/** Whether it is open although its time is over. Its stock stays set aside until the sweep gives it back. */
const lapsed = ({ status, expiresAt }: Reservation, now: Date) => status === "OPEN" && expiresAt <= now;

/** What reserving again under a key that is taken ends with. */
export function reserveAgain(reservation: Reservation, linesHash: string, now: Date) {
  if (reservation.linesHash !== null && reservation.linesHash !== linesHash) return problem("IdempotencyConflict");
  if (reservation.status === "RELEASED" || lapsed(reservation, now)) return problem("ReservationOver");
  return reservation;
}

/** Whether committing changes anything, or why it cannot be. */
export function commit(reservation: Reservation, now: Date) {
  if (reservation.status === "RELEASED" || lapsed(reservation, now)) return problem("ReservationOver");
  return { ...reservation, status: "COMMITTED" as const };
}

/** What giving a reservation back does to its stock: nothing when that was done before. */
export const releasedBy = { OPEN: "RELEASED", COMMITTED: "RETURNED", RELEASED: null } as const satisfies Record<
  ReservationStatus,
  string | null
>;
