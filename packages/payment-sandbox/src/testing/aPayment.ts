import { z } from "zod";
import type { SandboxProcess } from "./startSandboxProcess.ts";

export const aPayment = () => ({
  reference: "payment_1",
  amount: 10_000,
  currency: "GBP",
  method: "card",
  token: "tok_ok",
});

const payment = z.looseObject({
  id: z.string(),
  status: z.string(),
  captured: z.int(),
  refunded: z.int(),
  decline_code: z.string().nullable(),
  next_action: z.looseObject({ type: z.string() }).nullable(),
  saved_method: z.looseObject({ token: z.string() }).nullable(),
});
export type Told = z.output<typeof payment>;

/** The payment that a call answered with. */
export function told({ status, body }: { status: number; body: unknown }): Told {
  if (status !== 200) throw new Error(`The sandbox answered ${status}: ${JSON.stringify(body)}`);
  return payment.parse(body);
}

const entries = z.object({
  entries: z.array(z.looseObject({ type: z.string(), amount: z.int().optional(), payment: z.string().optional() })),
});

/** The ledger without what it says of webhooks. */
export async function entriesOf(sandbox: SandboxProcess) {
  const { body } = await sandbox.call("GET", "/v1/test/ledger");
  return entries.parse(body).entries.filter(({ type }) => !type.startsWith("event"));
}
