import {
  orderCancelled,
  orderPaymentFailed,
  orderPlaced,
  paymentCaptured,
  paymentChargedBack,
  paymentRefunded,
} from "@madang/events";
import { type DataOf, hashOf } from "@madang/service-kit";
import { z } from "zod";
import type { MovementKind, OrderFact, PlacedOrder } from "../domain/facts.ts";

const stored = z.discriminatedUnion("type", [
  z.object({ id: z.string(), time: z.date(), type: z.literal(orderPlaced.type), data: orderPlaced.data }),
  z.object({ id: z.string(), type: z.literal(orderCancelled.type), data: orderCancelled.data }),
  z.object({ id: z.string(), type: z.literal(orderPaymentFailed.type), data: orderPaymentFailed.data }),
  z.object({ id: z.string(), type: z.literal(paymentCaptured.type), data: paymentCaptured.data }),
  z.object({ id: z.string(), type: z.literal(paymentRefunded.type), data: paymentRefunded.data }),
  z.object({ id: z.string(), type: z.literal(paymentChargedBack.type), data: paymentChargedBack.data }),
]);

/** What an event that is kept tells, whatever version it was heard in. */
export function factOf(row: unknown): OrderFact {
  const event = stored.parse(row);
  switch (event.type) {
    case orderPlaced.type:
      return { kind: "PLACED", order: placedOrder(event.data, event.time) };
    case orderCancelled.type:
      return cancelledOrder(event.data);
    case orderPaymentFailed.type:
      return { kind: event.data.confirmed ? "GIVEN_UP" : "OTHER" };
    case paymentCaptured.type:
      return moved("CAPTURED", event.id, event.data);
    case paymentRefunded.type:
      return moved("REFUNDED", event.id, event.data);
    case paymentChargedBack.type:
      return moved("CHARGED_BACK", event.id, event.data);
  }
}

/** An address as a hash: that it is the same one can be seen, which one it is cannot. */
export const emailKey = (email: string) => hashOf(email.trim().toLowerCase());

const placedOrder = (data: DataOf<typeof orderPlaced>, toldAt: Date): PlacedOrder => ({
  toldAt,
  orderId: data.orderId,
  placedAt: data.placedAt,
  channel: data.channel,
  currency: data.currency,
  country: data.country,
  accountId: data.accountId,
  emailKey: emailKey(data.email),
  total: data.totalMinor,
  lines: data.lines.map((line) => ({
    lineId: line.lineId,
    variantId: line.variantId,
    name: line.name,
    quantity: line.quantity,
    amount: line.totalMinor - line.discountMinor + line.taxMinor,
    shipping: line.shippingMinor,
  })),
});

function cancelledOrder({ whole, cancelled }: DataOf<typeof orderCancelled>): OrderFact {
  if (whole || !cancelled) return { kind: "GIVEN_UP" };
  const lines = cancelled.lines.map(({ amountMinor, ...line }) => ({ ...line, amount: amountMinor }));
  return { kind: "CANCELLED", amount: cancelled.amountMinor, lines };
}

const moved = (
  kind: MovementKind,
  eventId: string,
  { currency, amountMinor, at }: Pick<DataOf<typeof paymentCaptured>, "currency" | "amountMinor" | "at">,
): OrderFact => ({ kind, movement: { eventId, currency, amount: amountMinor, at } });
