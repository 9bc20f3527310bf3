import type Stripe from "stripe";
import type { NextAction, ProviderPayment, ProviderStatus, SavedMethod } from "../provider.ts";
import { minorOf } from "./stripeAmount.ts";

/** What a payment needs to be told whole: these are expanded when it is read. */
export const expanded = ["latest_charge.balance_transaction"];

/** What came after the charge, when anything did. */
export interface Aftermath {
  readonly refunds: readonly Stripe.Refund[];
  readonly disputes: readonly Stripe.Dispute[];
}

/** A payment intent in our words. */
export function stripePayment(intent: Stripe.PaymentIntent, { refunds, disputes }: Aftermath): ProviderPayment {
  const currency = intent.currency.toUpperCase();
  const charge = chargeOf(intent);
  const status = statusOf(intent);
  const minor = (amount: number) => minorOf(amount, currency);
  const given = refundsOf(charge, refunds);
  // A dispute that was won gave the money back.
  const lost = disputes.filter((dispute) => dispute.status !== "won" && !dispute.status.startsWith("warning_"));
  const refused = intent.last_payment_error;
  return {
    ref: intent.id,
    paymentId: intent.metadata["payment_id"] ?? null,
    status,
    currency,
    authorized: status === "AUTHORIZED" || status === "CAPTURED" ? minor(intent.amount) : 0n,
    captured: minor(intent.amount_received),
    refunded: minor(given.reduce((sum, { amount }) => sum + amount, 0)),
    chargedBack: lost.reduce((sum, dispute) => sum + minor(dispute.amount), 0n),
    fee: feeOf(charge, currency),
    nextAction: actionOf(intent),
    declineCode: status === "DECLINED" ? (refused?.decline_code ?? refused?.code ?? "card_declined") : null,
    refunds: given.map(({ refundId, amount }) => ({ refundId, amount: minor(amount) })),
    savedMethod: status === "AUTHORIZED" || status === "CAPTURED" ? savedMethod(intent, charge) : null,
    createdAt: new Date(intent.created * 1_000),
  };
}

/**
 * What was given back of what was taken. A hold that is let go, whole or in part, is a refund to Stripe too, of nobody's
 * asking; what carries none of our names besides was given back by hand.
 */
function refundsOf(charge: Stripe.Charge | null, refunds: readonly Stripe.Refund[]) {
  if (!charge?.captured) return [];
  const counted = refunds.filter(({ status }) => status !== "failed" && status !== "canceled");
  const ours = counted.flatMap(({ metadata, amount }) => {
    const refundId = metadata?.["refund_id"];
    return refundId === undefined ? [] : [{ refundId, amount }];
  });
  const sum = (parts: readonly { readonly amount: number }[]) => parts.reduce((all, { amount }) => all + amount, 0);
  const letGo = charge.amount - charge.amount_captured;
  const byHand = sum(counted) - sum(ours) - letGo;
  return byHand > 0 ? [...ours, { refundId: null, amount: byHand }] : ours;
}

export const chargeOf = ({ latest_charge: charge }: Stripe.PaymentIntent) =>
  charge === null || typeof charge === "string" ? null : charge;

function statusOf(intent: Stripe.PaymentIntent): ProviderStatus {
  switch (intent.status) {
    case "requires_capture":
      return "AUTHORIZED";
    case "succeeded":
      return "CAPTURED";
    case "canceled":
      // It lets go of what nobody captured for a week.
      return intent.cancellation_reason === "automatic" ? "EXPIRED" : "VOIDED";
    case "requires_payment_method":
      return "DECLINED";
    default:
      return "ACTION_REQUIRED";
  }
}

/** What is settled in another currency has its fee in that one, which is of no use here. */
function feeOf(charge: Stripe.Charge | null, currency: string): bigint {
  const settled = charge?.balance_transaction;
  if (!settled || typeof settled === "string" || settled.currency.toUpperCase() !== currency) return 0n;
  return minorOf(settled.fee, currency);
}

function actionOf({ status, next_action: action }: Stripe.PaymentIntent): NextAction | null {
  const url = status === "requires_action" ? action?.redirect_to_url?.url : null;
  return url ? { type: "REDIRECT", url } : null;
}

/** Stripe's customer is part of the token: a method of one customer does not pay for another. */
function savedMethod(intent: Stripe.PaymentIntent, charge: Stripe.Charge | null): SavedMethod | null {
  const card = charge?.payment_method_details?.card;
  const { customer, payment_method: method } = intent;
  if (!card || intent.setup_future_usage === null || typeof customer !== "string" || typeof method !== "string")
    return null;
  return {
    token: `${customer}:${method}`,
    brand: card.brand ?? "unknown",
    last4: card.last4 ?? "",
    expiresMonth: card.exp_month,
    expiresYear: card.exp_year,
  };
}
