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

/** What a reservation took, and how much of it came back since it left. */
export interface Taken extends Share {
  readonly key: string;
  readonly returned: number;
}

/** What reservations took, and where. */
export const linesOf = (tx: Tx, keys: readonly string[]) => tx.$queryRaw<Taken[]>`
  SELECT reservation_key AS key, variant_id AS "variantId", warehouse_id AS "warehouseId", quantity, returned
  FROM reservation_line WHERE reservation_key = ANY(${keys}::text[])
  ORDER BY reservation_key, variant_id, warehouse_id`;

/** Writes down what came back of a locked reservation. */
export const addReturned = (tx: Tx, key: string, shares: readonly Share[]) => tx.$executeRaw`
  UPDATE reservation_line l SET returned = l.returned + s.quantity
  FROM unnest(
    ${shares.map(({ variantId }) => variantId)}::text[],
    ${shares.map(({ warehouseId }) => warehouseId)}::text[],
    ${shares.map(({ quantity }) => quantity)}::int[]
  ) AS s(variant_id, warehouse_id, quantity)
  WHERE l.reservation_key = ${key} AND l.variant_id = s.variant_id AND l.warehouse_id = s.warehouse_id`;

/** The hash of the lines of a return; null when none was made under its key. */
export async function findReturn(tx: Tx, key: string, returnKey: string): Promise<string | null> {
  const [found] = await tx.$queryRaw<{ linesHash: string }[]>`
    SELECT lines_hash AS "linesHash" FROM reservation_return
    WHERE reservation_key = ${key} AND return_key = ${returnKey}`;
  return found?.linesHash ?? null;
}

/** Takes the key of a return; the reservation is locked. */
export const addReturn = (tx: Tx, key: string, returnKey: string, linesHash: string, now: Date) => tx.$executeRaw`
  INSERT INTO reservation_return (reservation_key, return_key, lines_hash, created_at)
  VALUES (${key}, ${returnKey}, ${linesHash}, ${now}::timestamptz)`;
