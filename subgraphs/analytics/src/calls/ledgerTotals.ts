import { defineCall } from "@madang/service-kit";
import { z } from "zod";

const total = z.object({
  currency: z.string(),
  capturedMinor: z.coerce.bigint(),
  refundedMinor: z.coerce.bigint(),
  chargedBackMinor: z.coerce.bigint(),
});

/** What the ledger booked in a time. */
export const ledgerTotals = defineCall<{ from: Date; to: Date }>()({
  to: "payments",
  name: "ledgerTotals",
  document: `query LedgerTotals($from: DateTime!, $to: DateTime!) {
    ledgerTotals(from: $from, to: $to) { currency capturedMinor refundedMinor chargedBackMinor }
  }`,
  result: z.object({ ledgerTotals: z.array(total) }).transform(({ ledgerTotals }) =>
    ledgerTotals.map(({ currency, ...amounts }) => ({
      currency,
      captured: amounts.capturedMinor,
      refunded: amounts.refundedMinor,
      "charged back": amounts.chargedBackMinor,
    })),
  ),
});
