import { z } from "zod";
import type { NextAction, ProviderPayment, ProviderStatus } from "../provider.ts";

const amount = z
  .int()
  .nonnegative()
  .transform((minor) => BigInt(minor));

const card = z.object({ brand: z.string(), last4: z.string(), expires_month: z.int(), expires_year: z.int() });

const nextAction = z.discriminatedUnion("type", [
  z.object({ type: z.literal("redirect"), redirect_url: z.url() }),
  z.object({
    type: z.literal("bank_transfer"),
    bank: z.string(),
    account_number: z.string(),
    holder: z.string(),
    due: z.iso.datetime(),
  }),
]);

const status = {
  requires_action: "ACTION_REQUIRED",
  authorized: "AUTHORIZED",
  captured: "CAPTURED",
  declined: "DECLINED",
  voided: "VOIDED",
  expired: "EXPIRED",
} as const satisfies Record<string, ProviderStatus>;

const told = z.object({
  id: z.string(),
  reference: z.string(),
  status: z.enum(Object.keys(status) as [keyof typeof status]),
  currency: z.string(),
  authorized: amount,
  captured: amount,
  refunded: amount,
  charged_back: amount,
  fee: amount,
  decline_code: z.string().nullable(),
  next_action: nextAction.nullable(),
  refunds: z.array(z.object({ reference: z.string(), amount })),
  saved_method: card.extend({ token: z.string() }).nullable(),
  created: z.iso.datetime(),
});

/** A payment as the sandbox tells it, in our words. */
export const sandboxPayment = told.transform(
  (payment): ProviderPayment => ({
    ref: payment.id,
    paymentId: payment.reference,
    status: status[payment.status],
    currency: payment.currency,
    authorized: payment.authorized,
    captured: payment.captured,
    refunded: payment.refunded,
    chargedBack: payment.charged_back,
    fee: payment.fee,
    nextAction: payment.next_action && actionOf(payment.next_action),
    declineCode: payment.decline_code,
    refunds: payment.refunds.map((refund) => ({ refundId: refund.reference, amount: refund.amount })),
    savedMethod: payment.saved_method && {
      token: payment.saved_method.token,
      brand: payment.saved_method.brand,
      last4: payment.saved_method.last4,
      expiresMonth: payment.saved_method.expires_month,
      expiresYear: payment.saved_method.expires_year,
    },
    createdAt: new Date(payment.created),
  }),
);

function actionOf(action: z.output<typeof nextAction>): NextAction {
  if (action.type === "redirect") return { type: "REDIRECT", url: action.redirect_url };
  const { bank, account_number: accountNumber, holder, due } = action;
  return { type: "BANK_TRANSFER", bank, accountNumber, holder, dueAt: new Date(due) };
}

export const sandboxPage = z.object({ data: z.array(sandboxPayment), cursor: z.string().nullable() });

/** What it answers when it says no. */
export const sandboxRefusal = z.object({
  error: z.object({ code: z.string(), message: z.string() }),
  payment: sandboxPayment.nullable(),
});

export const sandboxEvent = z.object({ id: z.string().min(1), type: z.string().min(1), payment: z.string().min(1) });
