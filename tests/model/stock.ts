import { isProblem, problem } from "@madang/service-kit";
import { allocate, type Share } from "../../subgraphs/inventory/src/domain/allocation.ts";
import { changesOf, type Movement, movementsOf } from "../../subgraphs/inventory/src/domain/movement.ts";
import {
  commit,
  type ReservationStatus,
  releasedBy,
  reserveAgain,
} from "../../subgraphs/inventory/src/domain/reservation.ts";
import { stillGone } from "../../subgraphs/inventory/src/domain/takeBack.ts";
import { Broken } from "./broken.ts";
import type { Stock } from "./state.ts";

// The transactions of inventory: its actions, with their statements done on plain data.

export const stockRules = { allocate, reserveAgain, commit, releasedBy };
/** What is decided about stock. Mutants decide otherwise. */
export type StockRules = Omit<typeof stockRules, "releasedBy"> & {
  readonly releasedBy: Readonly<Record<ReservationStatus, "RELEASED" | "RETURNED" | null>>;
};

export const variantId = "product_variant_1";
const warehouseId = "warehouse_1";
export const firstStock: Stock = { onHand: 1, reserved: 0, reservations: {} };

interface Answered {
  readonly stock: Stock;
  readonly answer: object;
}

const reservation = { __typename: "Reservation" };

export function reserveStock(stock: Stock, input: ReserveInput, now: Date, rules: StockRules): Answered {
  const { key, lines, ttlSeconds } = input;
  const linesHash = JSON.stringify(lines);
  const first = stock.reservations[key];
  if (first) {
    const again = rules.reserveAgain(first, linesHash, now);
    return { stock, answer: isProblem(again) ? again : reservation };
  }
  const level = { variantId, warehouseId, rank: 0, onHand: stock.onHand, reserved: stock.reserved };
  const shares = rules.allocate(lines, [level]);
  if (isProblem(shares)) return { stock, answer: shares };
  const expiresAt = new Date(now.getTime() + ttlSeconds * 1_000);
  const made = {
    key,
    status: "OPEN",
    linesHash,
    expiresAt,
    lines: shares.map((share) => ({ ...share, returned: 0 })),
  } as const;
  return { stock: booked(withReservation(stock, made), movementsOf("RESERVED", key, shares)), answer: reservation };
}

export interface ReserveInput {
  readonly key: string;
  readonly lines: readonly { readonly variantId: string; readonly quantity: number }[];
  readonly ttlSeconds: number;
}

export function commitReservation(stock: Stock, key: string, now: Date, rules: StockRules): Answered {
  const found = stock.reservations[key];
  if (!found) return { stock, answer: problem("ReservationOver") };
  const committed = rules.commit(found, now);
  if (isProblem(committed)) return { stock, answer: committed };
  if (found.status === "COMMITTED") return { stock, answer: reservation };
  const next = withReservation(stock, { ...found, status: "COMMITTED" });
  return { stock: booked(next, movementsOf("COMMITTED", key, found.lines)), answer: reservation };
}

export function releaseReservation(stock: Stock, key: string, now: Date, rules: StockRules): Answered {
  const found = stock.reservations[key];
  const never = { key, status: "RELEASED", linesHash: null, expiresAt: now, lines: [] } as const;
  if (!found) return { stock: withReservation(stock, never), answer: reservation };
  const kind = rules.releasedBy[found.status];
  if (!kind) return { stock, answer: reservation };
  const rest = stillGone(found.lines);
  const lines = kind === "RETURNED" ? found.lines.map((line) => ({ ...line, returned: line.quantity })) : found.lines;
  const next = withReservation(stock, { ...found, status: "RELEASED", lines });
  return { stock: booked(next, movementsOf(kind, key, rest)), answer: reservation };
}

/** The sweep: null when the reservation's time is not over. */
export function releaseLapsed(stock: Stock, key: string, now: Date): Stock | null {
  const found = stock.reservations[key];
  if (found?.status !== "OPEN" || found.expiresAt > now) return null;
  return booked(withReservation(stock, { ...found, status: "RELEASED" }), movementsOf("RELEASED", key, found.lines));
}

const withReservation = (stock: Stock, made: Stock["reservations"][string]): Stock => ({
  ...stock,
  reservations: { ...stock.reservations, [made.key]: made },
});

/** As the statement does, which refuses to go below zero or below what is set aside. */
function booked(stock: Stock, movements: readonly Movement[]): Stock {
  let { onHand, reserved } = stock;
  for (const { onHandDelta, reservedDelta } of changesOf(movements)) {
    onHand += onHandDelta;
    reserved += reservedDelta;
    if (onHand < 0 || reserved < 0 || reserved > onHand)
      throw new Broken(`I1: stock would be ${onHand} on hand with ${reserved} reserved`);
  }
  return { ...stock, onHand, reserved };
}

export const goneBy = (shares: readonly (Share & { readonly returned: number })[]) =>
  stillGone(shares).reduce((sum, { quantity }) => sum + quantity, 0);
