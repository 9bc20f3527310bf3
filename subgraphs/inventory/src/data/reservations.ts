import type { Share } from "../domain/allocation.ts";
import type { Reservation, ReservationStatus } from "../domain/reservation.ts";
import type { Tx } from "./database.ts";

/**
 * Takes a key; false when it is taken. Another transaction that is about to take the same one is waited for.
 * A reservation that is given back before it was made is written as released, so that it can never be made.
 */
export async function addReservation(tx: Tx, reservation: Reservation, now: Date): Promise<boolean> {
  const { key, status, linesHash, expiresAt } = reservation;
  const closedAt = status === "OPEN" ? null : now;
  const added = await tx.$executeRaw`
    INSERT INTO reservation (key, status, lines_hash, expires_at, created_at, closed_at)
    VALUES (${key}, ${status}::reservation_status, ${linesHash}, ${expiresAt}::timestamptz, ${now}::timestamptz,
      ${closedAt}::timestamptz)
    ON CONFLICT DO NOTHING`;
  return added === 1;
}

/** One reservation, locked until the transaction ends. */
export async function lockReservation(tx: Tx, key: string): Promise<Reservation | undefined> {
  const [found] = await tx.$queryRaw<Reservation[]>`
    SELECT key, status, lines_hash AS "linesHash", expires_at AS "expiresAt" FROM reservation WHERE key = ${key}
    FOR UPDATE`;
  return found;
}

/** Open reservations whose time is over, locked; those that someone else is at are left to them. */
export const lockLapsed = (tx: Tx, now: Date, limit: number) => tx.$queryRaw<Reservation[]>`
  SELECT key, status, lines_hash AS "linesHash", expires_at AS "expiresAt" FROM reservation
  WHERE status = 'OPEN' AND expires_at <= ${now}::timestamptz
  ORDER BY expires_at LIMIT ${limit}
  FOR UPDATE SKIP LOCKED`;

/** Writes down where reservations stand now. */
export const closeReservations = (
  tx: Tx,
  keys: readonly string[],
  status: ReservationStatus,
  now: Date,
) => tx.$executeRaw`
  UPDATE reservation SET status = ${status}::reservation_status, closed_at = ${now}::timestamptz
  WHERE key = ANY(${keys}::text[])`;

/** Writes down what a reservation took, and where. */
export const addLines = (tx: Tx, key: string, shares: readonly Share[]) => tx.$executeRaw`
  INSERT INTO reservation_line (reservation_key, variant_id, warehouse_id, quantity)
  SELECT ${key}, * FROM unnest(
    ${shares.map(({ variantId }) => variantId)}::text[],
    ${shares.map(({ warehouseId }) => warehouseId)}::text[],
    ${shares.map(({ quantity }) => quantity)}::int[])`;

/** What reservations took, and where. */
export const linesOf = (tx: Tx, keys: readonly string[]) => tx.$queryRaw<(Share & { readonly key: string })[]>`
  SELECT reservation_key AS key, variant_id AS "variantId", warehouse_id AS "warehouseId", quantity
  FROM reservation_line WHERE reservation_key = ANY(${keys}::text[])
  ORDER BY reservation_key, variant_id, warehouse_id`;
