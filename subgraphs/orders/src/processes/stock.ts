import { problem } from "@madang/service-kit";
import { commitReservation, releaseReservation, reserveStock } from "../calls/reservations.ts";
import type { Background } from "../context.ts";
import { type CheckoutState, draftedState } from "./checkoutState.ts";

/** Longer than a process that is resumed after a crash takes; should it lapse all the same, `commit` says so. */
const reservedSeconds = 900;

/** Sets the stock aside for as long as the order may wait for its payment, and somewhat longer. */
export async function reserve({ call }: Background, state: CheckoutState) {
  const { orderId, channel, lines, parts, placedAt, payUntil } = draftedState(state);
  const mayWait = parts.some(({ method }) => method === "CARD" || method === "BANK_TRANSFER");
  const paySeconds = mayWait ? Math.ceil((payUntil.getTime() - placedAt.getTime()) / 1_000) : 0;
  const input = { key: orderId, channel, lines, ttlSeconds: reservedSeconds + paySeconds };
  const reserved = await call(reserveStock, { input });
  switch (reserved.__typename) {
    case "Reservation":
      return {};
    case "InsufficientStock":
      return problem("InsufficientStock", { variantId: reserved.variantId, available: reserved.available });
    case "ReservationOver":
      return problem("OrderNotPlaced");
  }
}

/** Gives the stock back, set aside or gone. */
export const release = ({ call }: Background, { orderId }: CheckoutState) => call(releaseReservation, { key: orderId });

export async function commit({ call }: Background, { orderId }: CheckoutState) {
  const committed = await call(commitReservation, { key: orderId });
  return committed.__typename === "Reservation" ? {} : problem("OrderNotPlaced");
}
