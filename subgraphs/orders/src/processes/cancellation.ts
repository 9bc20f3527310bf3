import { defineProcess, isProblem, problem } from "@madang/service-kit";
import { z } from "zod";
import { type CancelOrderInput, cancelOrder } from "../actions/cancelOrder.ts";
import { readOrder } from "../actions/readOrder.ts";
import { releaseReservation } from "../calls/reservations.ts";
import type { Tx } from "../data/database.ts";
import type { OrderRow } from "../data/orders.ts";

const cancellationState = z.object({ orderId: z.string() });
type CancellationState = z.output<typeof cancellationState>;

type NotCancelled = Exclude<Awaited<ReturnType<typeof cancelOrder>>, OrderRow>;

/** The order is cancelled as the process begins, in one transaction with it; the stock comes back however long it takes. */
export const cancellation = defineProcess<Tx, CancellationState, CancelOrderInput, OrderRow, NotCancelled>({
  name: "cancellation",
  state: cancellationState,
  begin: async (work, input) => {
    const cancelled = await cancelOrder(work, input);
    return isProblem(cancelled) ? cancelled : { orderId: cancelled.id };
  },
  steps: [
    {
      name: "release",
      certain: true,
      call: async ({ call }, { orderId }) => {
        await call(releaseReservation, { key: orderId });
        return {};
      },
    },
  ],
  failed: () => problem("OrderNotFound"),
  answer: ({ run }, state) => run(readOrder, state),
  // Nobody has to wait for the stock.
  deadlineMs: 2_000,
});
