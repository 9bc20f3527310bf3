import type { Hold, Payment, RefundPart } from "./books.ts";

export type LedgerKind = "AUTHORIZATION" | "RELEASE" | "CAPTURE" | "REFUND" | "FEE" | "CHARGEBACK" | "GIFT_CARD_ISSUE";

/** One side: debit when positive, credit when negative. */
export interface Side {
  readonly account: string;
  readonly amount: bigint;
  readonly giftCardId: string | null;
}

/** A transaction to write. Its effect names what happened: the ledger takes each but once. */
export interface Posting {
  readonly kind: LedgerKind;
  readonly effect: string;
  readonly orderId: string | null;
  readonly paymentId: string | null;
  readonly giftCardId: string | null;
  readonly currency: string;
  readonly sides: readonly Side[];
}

/** What a gift card bears of an amount. */
export type Share = Pick<Hold, "giftCardId" | "amount">;

const side = (account: string, amount: bigint, giftCardId: string | null = null): Side => ({
  account,
  amount,
  giftCardId,
});

const posting = (payment: Payment, kind: LedgerKind, what: string, sides: readonly Side[]): Posting => ({
  kind,
  effect: `${payment.id}/${kind}${what}`,
  orderId: payment.orderId,
  paymentId: payment.id,
  giftCardId: null,
  currency: payment.currency,
  sides: sides.filter(({ amount }) => amount !== 0n),
});

/** What was promised is no money yet: a pair of memo accounts holds it. What an invoice promises is owed to us. */
const promise = ({ method }: Payment, amount: bigint) => [
  side(method === "INVOICE" ? "receivables:invoices" : "authorized", amount),
  side("authorizations", -amount),
];

/** Where the money of a payment comes from, and goes back to. */
const money = ({ method, provider }: Payment, amount: bigint, shares: readonly Share[]): readonly Side[] => {
  if (method === "INVOICE") return [side("bank", amount)];
  if (method !== "GIFT_CARD") return [side(`provider:${provider}`, amount)];
  const sign = amount < 0n ? -1n : 1n;
  return shares.map((share) => side("gift_cards", sign * share.amount, share.giftCardId));
};

export const authorization = (payment: Payment, amount: bigint) =>
  posting(payment, "AUTHORIZATION", "", promise(payment, amount));

/** Lets go of so much of what is held, which leaves `heldAfter`. */
export const release = (payment: Payment, amount: bigint, heldAfter: bigint) =>
  posting(payment, "RELEASE", `/${heldAfter}`, promise(payment, -amount));

/** Takes so much; the promise is over with it. */
export const capture = (payment: Payment, amount: bigint, capturedAfter: bigint, shares: readonly Share[]) =>
  posting(payment, "CAPTURE", `/${capturedAfter}`, [
    ...money(payment, amount, shares),
    side("sales", -amount),
    ...promise(payment, -payment.held),
  ]);

export const fee = (payment: Payment, amount: bigint, feeAfter: bigint) =>
  posting(payment, "FEE", `/${feeAfter}`, [side("fees", amount), side(`provider:${payment.provider}`, -amount)]);

export const refund = (payment: Payment, part: RefundPart, shares: readonly Share[]) =>
  posting(payment, "REFUND", `/${part.id}`, [side("refunds", part.amount), ...money(payment, -part.amount, shares)]);

export const chargeback = (payment: Payment, amount: bigint, chargedBackAfter: bigint) =>
  posting(payment, "CHARGEBACK", `/${chargedBackAfter}`, [side("chargebacks", amount), ...money(payment, -amount, [])]);

/** A gift card is owed from the moment that it is made. */
export const giftCardIssue = (giftCardId: string, amount: bigint, currency: string): Posting => ({
  kind: "GIFT_CARD_ISSUE",
  effect: `${giftCardId}/GIFT_CARD_ISSUE`,
  orderId: null,
  paymentId: null,
  giftCardId,
  currency,
  sides: [side("gift_cards_issued", amount), side("gift_cards", -amount, giftCardId)],
});
