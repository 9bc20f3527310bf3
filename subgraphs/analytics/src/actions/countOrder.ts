import type { orderCancelled, orderPlaced } from "@madang/events";
import type { DataOf } from "@madang/service-kit";
import type { Work } from "../context.ts";
import { addToDay } from "../data/dailyRevenue.ts";
import { eventsOfOrder, factsOf, keepEvent, lockOrder } from "../data/orderEvents.ts";
import { changeBy } from "../domain/contribution.ts";

/** Keeps an order event, and changes its day's figures by what it changes. Events may come in any order. */
export async function countOrder(
  { tx, now, event }: Work,
  data: DataOf<typeof orderPlaced> | DataOf<typeof orderCancelled>,
): Promise<void> {
  if (!event) throw new Error("Orders are counted from events alone.");
  await lockOrder(tx, data.orderId);
  const known = await eventsOfOrder(tx, data.orderId);
  if (!(await keepEvent(tx, event, data.orderId, now))) return;

  const change = changeBy(known, factsOf(event.type, data));
  if (change) await addToDay(tx, change);
}
