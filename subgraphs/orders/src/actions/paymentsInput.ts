import { holdsCardNumber, type Viewer } from "@madang/service-kit";
import { z } from "zod";
import type { PaymentMethod } from "../domain/payments.ts";

const methods = ["INVOICE", "CARD", "BANK_TRANSFER", "GIFT_CARD"] as const satisfies readonly PaymentMethod[];

// A card's number has no business here: it is refused before it is stored anywhere, also where a code belongs.
const secret = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine((value) => !holdsCardNumber(value), { params: { code: "NOT_ALLOWED" } });

/** One part of what is paid, as a checkout keeps it until it is authorized. */
export const askedPayment = z.object({
  method: z.enum(methods),
  amount: z.string().nullable(),
  token: z.string().nullable(),
  savedMethodId: z.string().nullable(),
  save: z.boolean(),
  giftCardCode: z.string().nullable(),
});

export type AskedPayment = z.output<typeof askedPayment>;

const absent = <T>(value: T | null | undefined): T | null => value ?? null;

const part = z.object({
  method: z.enum(methods),
  amount: z.string().max(40).nullish().transform(absent),
  token: secret(255).nullish().transform(absent),
  savedMethodId: secret(64).nullish().transform(absent),
  save: z.boolean().default(false),
  giftCardCode: secret(64).nullish().transform(absent),
});

/** How an order is paid: `payments`, or else all of it by `paymentMethod`. */
export const paymentsInput = (viewer: Viewer) =>
  z
    .array(part.superRefine((given, context) => refusePart(given, viewer, context)))
    .min(1)
    .max(5)
    .refine((parts) => parts.filter(({ amount }) => amount === null).length <= 1, { params: { code: "NOT_ALLOWED" } });

/** What a method needs, and what it cannot use. */
function refusePart(given: AskedPayment, viewer: Viewer, context: z.RefinementCtx<AskedPayment>): void {
  const { method, token, savedMethodId, save, giftCardCode } = given;
  const refuse = (path: keyof AskedPayment, code: "REQUIRED" | "NOT_ALLOWED") =>
    context.addIssue({ code: "custom", path: [path], params: { code } });
  const isGuest = viewer.accountId === null;
  if (method === "CARD") {
    if (token === null && savedMethodId === null) refuse("token", "REQUIRED");
    if (savedMethodId !== null && (token !== null || save || isGuest)) refuse("savedMethodId", "NOT_ALLOWED");
    if (save && isGuest) refuse("save", "NOT_ALLOWED");
  } else {
    if (token !== null) refuse("token", "NOT_ALLOWED");
    if (savedMethodId !== null) refuse("savedMethodId", "NOT_ALLOWED");
    if (save) refuse("save", "NOT_ALLOWED");
  }
  if (method !== "GIFT_CARD" && giftCardCode !== null) refuse("giftCardCode", "NOT_ALLOWED");
  // Store credit is an account's.
  if (method === "GIFT_CARD" && giftCardCode === null && isGuest) refuse("giftCardCode", "REQUIRED");
}
