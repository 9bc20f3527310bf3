import { z } from "zod";

// Amounts stay whole numbers on their way through JSON.
const amount = z
  .int()
  .positive()
  .max(10 ** 15);
const reference = z.string().min(1).max(200);
const url = z.url({ protocol: /^https?$/ }).max(2_000);

export const authorizeRequest = z.strictObject({
  reference,
  amount,
  currency: z.string().regex(/^[A-Z]{3}$/),
  method: z.enum(["card", "bank_transfer"]),
  token: z.string().min(1).max(200).optional(),
  capture: z.enum(["manual", "automatic"]).default("manual"),
  return_url: url.nullable().default(null),
  expires_at: z.iso.datetime().optional(),
  customer: z.string().min(1).max(200).nullable().default(null),
  save_method: z.boolean().default(false),
  metadata: z.record(z.string().max(40), z.string().max(200)).default({}),
});
export type AuthorizeRequest = z.output<typeof authorizeRequest>;

export const amountRequest = z.strictObject({ amount });
export const chargebackRequest = z.strictObject({ amount: amount.optional() });
export const refundRequest = z.strictObject({ amount, reference });
export const nothing = z.strictObject({});

export const methodRequest = z.strictObject({
  number: z.string().max(40),
  expires_month: z.int().min(1).max(12),
  expires_year: z.int().min(2000).max(2100),
  cvc: z.string().regex(/^\d{3,4}$/),
});

export const referenceRequest = z.strictObject({ reference });

export const listRequest = z.object({
  reference: reference.optional(),
  since: z.iso.datetime().optional(),
  cursor: z
    .string()
    .regex(/^[a-z_]{1,40}$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(100).default(100),
});

const faultyCall = z.enum(["authorize", "capture", "void", "refund", "fetch", "webhook"]);
const anyCall = ["slow", "slow_reply", "drop_reply", "error_500", "unreachable"];
const faultsOf: Readonly<Record<z.output<typeof faultyCall>, readonly string[]>> = {
  authorize: [...anyCall, "decline", "three_d_secure"],
  capture: [...anyCall, "decline"],
  void: anyCall,
  refund: [...anyCall, "decline"],
  fetch: anyCall,
  webhook: ["late", "twice", "thrice", "out_of_order", "never"],
};

const share = z.number().min(0).max(1);
export const faultRule = z
  .strictObject({
    call: faultyCall,
    fault: z.enum([
      "decline",
      "three_d_secure",
      "slow",
      "slow_reply",
      "drop_reply",
      "error_500",
      "unreachable",
      "late",
      "twice",
      "thrice",
      "out_of_order",
      "never",
    ]),
    rate: share.optional(),
    next: z.int().positive().optional(),
    ms: z.int().nonnegative().max(600_000).default(0),
    reference: reference.optional(),
  })
  .refine((rule) => (rule.rate === undefined) !== (rule.next === undefined), "needs either a rate or a next")
  .refine((rule) => faultsOf[rule.call].includes(rule.fault), "is no fault of this call");
export type FaultRule = z.output<typeof faultRule>;

export const faultsRequest = z.strictObject({ seed: z.int().default(1), rules: z.array(faultRule).max(100) });
