import { checkInput, isProblem, noteLines, problem } from "@madang/service-kit";
import { z } from "zod";
import type { Work } from "../context.ts";
import { settleDiscrepancy } from "../data/discrepancies.ts";

const settleInput = z.object({ id: z.string(), note: noteLines({ min: 2, max: 500 }) });

/** Says that a person has looked at a difference and settled it. */
export async function settlePaymentDiscrepancy({ tx, viewer, now }: Work, input: z.input<typeof settleInput>) {
  const checked = checkInput(settleInput, input);
  if (isProblem(checked)) return checked;
  const settled = await settleDiscrepancy(tx, { ...checked, settledBy: viewer.accountId }, now);
  return settled ?? problem("PaymentDiscrepancyNotFound");
}
