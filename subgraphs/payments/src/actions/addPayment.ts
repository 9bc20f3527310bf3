import { checkInput, idempotent, isProblem, newId, problem, text } from "@madang/service-kit";
import { z } from "zod";
import type { Work } from "../context.ts";
import { getPayment, insertPayment } from "../data/payments.ts";

const addPaymentInput = z.object({ name: text({ min: 2, max: 100 }) });

export type AddPayment = z.input<typeof addPaymentInput> & { readonly idempotencyKey: string };

async function add({ tx, now }: Work, input: AddPayment) {
  const checked = checkInput(addPaymentInput, input);
  if (isProblem(checked)) return checked;
  const added = await insertPayment(tx, { id: newId("payment"), name: checked.name, createdAt: now });
  return added ?? problem("PaymentNameTaken");
}

/** Adds one of a new name, once for each key. */
export const addPayment = idempotent("addPayment", add, {
  remember: ({ id }) => id,
  recall: ({ tx }, id) => getPayment(tx, id),
});
