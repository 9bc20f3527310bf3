import { defineCall } from "@madang/service-kit";
import { z } from "zod";

const total = z.object({ currency: z.string(), orders: z.coerce.bigint(), totalMinor: z.coerce.bigint() });

/** What was confirmed in a time. */
export const orderTotals = defineCall<{ from: Date; to: Date }>()({
  to: "orders",
  name: "orderTotals",
  document: `query OrderTotals($from: DateTime!, $to: DateTime!) {
    orderTotals(from: $from, to: $to) { currency orders totalMinor }
  }`,
  result: z
    .object({ orderTotals: z.array(total) })
    .transform(({ orderTotals }) =>
      orderTotals.map(({ currency, orders, totalMinor }) => ({ currency, orders, total: totalMinor })),
    ),
});
