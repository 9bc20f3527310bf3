import type { Posting } from "./ledger.ts";

export type PaymentMethod = "INVOICE" | "CARD" | "BANK_TRANSFER" | "GIFT_CARD";
export type PaymentStatus =
  | "REQUESTED"
  | "ACTION_REQUIRED"
  | "AUTHORIZED"
  | "CAPTURED"
  | "DECLINED"
  | "VOIDED"
  | "EXPIRED"
  | "FAILED";
/** What is to become of a payment; it only ever moves on. */
export type PaymentIntent = "AUTHORIZE" | "CAPTURE" | "VOID" | "EXPIRE";
export type ProviderStatus = "ACTION_REQUIRED" | "AUTHORIZED" | "CAPTURED" | "DECLINED" | "VOIDED" | "EXPIRED";

/** What is to be paid for an order. */
export interface Order {
  readonly id: string;
  readonly status: "OPEN" | "VOIDED";
  readonly number: string;
  readonly email: string;
  readonly locale: string;
  readonly accountId: string | null;
  readonly currency: string;
  readonly inputHash: string;
  readonly returnUrl: string | null;
  readonly expiresAt: Date;
}

export type NextAction =
  | { readonly type: "REDIRECT"; readonly url: string }
  | {
      readonly type: "BANK_TRANSFER";
      readonly bank: string;
      readonly accountNumber: string;
      readonly holder: string;
      readonly dueAt: Date;
    };

/** One part of what is paid, in minor units. */
export interface Payment {
  readonly id: string;
  readonly orderId: string;
  readonly position: number;
  readonly method: PaymentMethod;
  readonly provider: string;
  readonly currency: string;
  readonly amount: bigint;
  /** How much of the amount was given up before it was taken. */
  readonly reduced: bigint;
  readonly status: PaymentStatus;
  readonly wanted: PaymentIntent;
  readonly providerRef: string | null;
  /** The furthest that the provider ever said it was. */
  readonly providerStatus: ProviderStatus | null;
  readonly authorized: bigint;
  /** What of the authorization stands in the ledger now. */
  readonly held: bigint;
  readonly captured: bigint;
  readonly refunded: bigint;
  /** Refunds that were asked for and not answered. */
  readonly refundPending: bigint;
  readonly chargedBack: bigint;
  readonly fee: bigint;
  readonly declineCode: string | null;
  readonly nextAction: NextAction | null;
  readonly saveMethod: boolean;
  readonly version: number;
}

/** What a payment takes of a gift card. */
export interface Hold {
  readonly paymentId: string;
  readonly giftCardId: string;
  readonly amount: bigint;
  readonly status: "HELD" | "TAKEN" | "RELEASED";
  readonly refunded: bigint;
}

export interface Refund {
  readonly id: string;
  readonly source: "ASKED" | "OVER" | "PROVIDER";
  readonly key: string;
  readonly amount: bigint;
  readonly reason: string | null;
  readonly doneAt: Date | null;
}

/** What one payment bears of a refund. */
export interface RefundPart {
  readonly id: string;
  readonly refundId: string;
  readonly paymentId: string;
  readonly amount: bigint;
  readonly status: "REQUESTED" | "REFUNDED" | "REDUCED" | "FAILED";
}

/** Something to tell the other rooms. */
export type Fact =
  | { readonly type: "AUTHORIZED"; readonly payment: Payment }
  | { readonly type: "CAPTURED"; readonly payment: Payment; readonly amount: bigint; readonly fee: bigint }
  | {
      readonly type: "FAILED";
      readonly payment: Payment;
      readonly reason: "DECLINED" | "EXPIRED" | "CAPTURE_FAILED";
    }
  | { readonly type: "REFUNDED"; readonly payment: Payment; readonly refundId: string; readonly amount: bigint }
  | { readonly type: "CHARGED_BACK"; readonly payment: Payment; readonly amount: bigint }
  | { readonly type: "REFUND_COMPLETED"; readonly refund: Refund; readonly amount: bigint };

/** How much more, or less, is on a gift card, and held of it. */
export interface CardChange {
  readonly giftCardId: string;
  readonly balance: bigint;
  readonly held: bigint;
}

export type FindingKind =
  | "UNKNOWN_HERE"
  | "UNKNOWN_THERE"
  | "AMOUNT_DIFFERS"
  | "CAPTURED_AFTER_VOID"
  | "CHARGEBACK"
  | "REFUND_REFUSED"
  | "REFUND_BY_HAND";

/** Something that a person has to look at. */
export interface Finding {
  readonly kind: FindingKind;
  readonly payment: Payment;
  /** What it is about, so that it is listed once. */
  readonly subject: string;
  readonly detail: string;
}

/** The money of one order, and what changing it has brought about so far. Every change makes a new one. */
export interface Books {
  readonly order: Order;
  /** As they were given. */
  readonly payments: readonly Payment[];
  readonly holds: readonly Hold[];
  readonly refunds: readonly Refund[];
  readonly parts: readonly RefundPart[];
  readonly postings: readonly Posting[];
  readonly facts: readonly Fact[];
  readonly cards: readonly CardChange[];
  readonly findings: readonly Finding[];
}

/** What a decision takes from outside. */
export interface Given {
  readonly now: Date;
  readonly newId: (prefix: string) => string;
}

export const isHouse = ({ provider }: Payment) => provider === "house";

/** Whether it is to be let go, and what was taken given back. */
export const isOver = ({ wanted }: Payment) => wanted === "VOID" || wanted === "EXPIRE";

/** What was taken, is still here, and is not on its way back. */
export const leftOf = ({ captured, refunded, refundPending, chargedBack }: Payment) =>
  captured - refunded - refundPending - chargedBack;

export function paymentOf({ payments }: Books, id: string): Payment {
  const found = payments.find((payment) => payment.id === id);
  if (!found) throw new Error(`The payment ${id} is none of this order's.`);
  return found;
}

export const withPayment = (books: Books, payment: Payment): Books => ({
  ...books,
  payments: books.payments.map((other) => (other.id === payment.id ? payment : other)),
});

export const withPart = (books: Books, part: RefundPart): Books => ({
  ...books,
  parts: books.parts.map((other) => (other.id === part.id ? part : other)),
});

export const posted = (books: Books, ...postings: readonly Posting[]): Books => ({
  ...books,
  postings: [...books.postings, ...postings],
});

export const told = (books: Books, fact: Fact): Books => ({ ...books, facts: [...books.facts, fact] });

export const found = (books: Books, finding: Finding): Books => ({
  ...books,
  findings: [...books.findings, finding],
});
