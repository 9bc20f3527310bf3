import type { AuthorizeRequest, RefusalCode } from "../../subgraphs/payments/src/providers/provider.ts";
import { accepted, type Bank, type BankPayment, refundedOf, refusal, toldOf } from "./bankBooks.ts";

/** What a card's bank may say. */
export interface Moods {
  readonly authorize: readonly ("approve" | "challenge" | "decline")[];
  readonly capture: readonly ("take" | "fail")[];
}

export type BankCall =
  | { readonly call: "authorize"; readonly request: AuthorizeRequest }
  | {
      readonly call: "capture" | "void";
      readonly request: { readonly ref: string; readonly amount?: { minor: bigint } };
    }
  | {
      readonly call: "refund";
      readonly request: {
        readonly ref: string;
        readonly refundId: string;
        readonly amount: { readonly minor: bigint };
      };
    }
  | { readonly call: "fetch"; readonly request: { readonly paymentId: string; readonly ref: string | null } }
  | { readonly call: "list"; readonly request: object };

/** One way in which the provider may do as it is asked. */
export interface Done {
  readonly how: string;
  readonly bank: Bank;
  readonly answer: unknown;
}

/** Everything that may come of a call; the same call again tells how it stands now. */
export function bankDoes(before: Bank, { call, request }: BankCall, now: Date, moods: Moods): readonly Done[] {
  const bank = before.payments.reduce((all, payment) => expired(all, payment, now), before);
  if (call === "list") return [{ how: "", bank, answer: { payments: bank.payments.map(toldOf), cursor: null } }];
  if (call === "authorize") return authorize(bank, request, moods);
  if (call === "fetch") {
    const found = bank.payments.find(({ ref, paymentId }) => ref === request.ref || paymentId === request.paymentId);
    return [{ how: "", bank, answer: found ? toldOf(found) : null }];
  }
  const payment = bank.payments.find(({ ref }) => ref === request.ref);
  if (!payment) return [{ how: "", bank, answer: refusal("NOT_FOUND", null) }];
  if (call === "refund") return [refund(bank, payment, request.refundId, request.amount.minor)];
  return call === "void" ? [letGo(bank, payment)] : capture(bank, payment, request.amount?.minor ?? 0n, moods);
}

function authorize(bank: Bank, { paymentId, amount, method, expiresAt }: AuthorizeRequest, moods: Moods): Done[] {
  const known = bank.payments.find((payment) => payment.paymentId === paymentId);
  if (known) return [{ how: "again", bank, answer: toldOf(known) }];
  const made: BankPayment = {
    ref: `ref_${paymentId}`,
    paymentId,
    method,
    amount: amount.minor,
    currency: amount.currency,
    expiresAt,
    status: "ACTION_REQUIRED",
    authorized: 0n,
    captured: 0n,
    refunds: [],
    refusesCapture: false,
  };
  const opened = { ...bank, payments: [...bank.payments, made] };
  if (method === "BANK_TRANSFER") return [{ how: "opens an account", bank: opened, answer: toldOf(made) }];
  return moods.authorize.map((mood) => {
    if (mood === "challenge") return { how: mood, bank: opened, answer: toldOf(made) };
    const next = answered(made, mood === "approve");
    return { how: mood, bank: changed(opened, next), answer: toldOf(next) };
  });
}

const answered = (payment: BankPayment, agrees: boolean): BankPayment =>
  agrees ? { ...payment, status: "AUTHORIZED", authorized: payment.amount } : { ...payment, status: "DECLINED" };

function capture(bank: Bank, payment: BankPayment, amount: bigint, moods: Moods): Done[] {
  const no = (code: RefusalCode) => [{ how: "no", bank, answer: refusal(code, payment) }];
  if (payment.refusesCapture) return no("CAPTURE_FAILED");
  if (payment.captured > 0n) return [{ how: "again", bank, answer: accepted(payment) }];
  if (payment.status !== "AUTHORIZED") return no("NOT_CAPTURABLE");
  if (amount > payment.authorized) return no("AMOUNT_TOO_LARGE");
  return moods.capture.map((mood) => {
    const next: BankPayment =
      mood === "take"
        ? { ...payment, status: "CAPTURED", captured: amount }
        : { ...payment, status: "DECLINED", refusesCapture: true };
    const answer = mood === "take" ? accepted(next) : refusal("CAPTURE_FAILED", next);
    return { how: mood, bank: changed(bank, next), answer };
  });
}

function letGo(bank: Bank, payment: BankPayment): Done {
  if (payment.status === "CAPTURED") return { how: "no", bank, answer: refusal("NOT_VOIDABLE", payment) };
  if (payment.status !== "AUTHORIZED" && payment.status !== "ACTION_REQUIRED")
    return { how: "again", bank, answer: accepted(payment) };
  const next: BankPayment = { ...payment, status: "VOIDED" };
  return { how: "", bank: changed(bank, next), answer: accepted(next) };
}

function refund(bank: Bank, payment: BankPayment, refundId: string, amount: bigint): Done {
  if (payment.refunds.some((each) => each.refundId === refundId))
    return { how: "again", bank, answer: accepted(payment) };
  if (payment.status !== "CAPTURED") return { how: "no", bank, answer: refusal("NOT_REFUNDABLE", payment) };
  if (amount > payment.captured - refundedOf(payment))
    return { how: "no", bank, answer: refusal("AMOUNT_TOO_LARGE", payment) };
  const next = { ...payment, refunds: [...payment.refunds, { refundId, amount }] };
  return { how: "", bank: changed(bank, next, `refunded:${refundId}`), answer: accepted(next) };
}

/** What the shopper may do, at the bank's page or by sending the money. */
export function shopperMay(bank: Bank, now: Date): { readonly what: string; readonly bank: Bank }[] {
  return bank.payments.flatMap((payment) => {
    if (payment.status !== "ACTION_REQUIRED" || payment.expiresAt <= now) return [];
    if (payment.method === "CARD")
      return [
        { what: "confirms with the bank", bank: changed(bank, answered(payment, true)) },
        { what: "refuses at the bank", bank: changed(bank, answered(payment, false)) },
      ];
    const { amount } = payment;
    const paid: BankPayment = { ...payment, status: "CAPTURED", authorized: amount, captured: amount };
    return [{ what: "transfers the money", bank: changed(bank, paid) }];
  });
}

const expired = (bank: Bank, payment: BankPayment, now: Date): Bank =>
  payment.status === "ACTION_REQUIRED" && payment.expiresAt <= now
    ? changed(bank, { ...payment, status: "EXPIRED" })
    : bank;

/** With the webhook that tells of it. */
const changed = (bank: Bank, payment: BankPayment, about: string = payment.status): Bank => ({
  payments: bank.payments.map((other) => (other.ref === payment.ref ? payment : other)),
  events: [...bank.events, { id: `${payment.ref}:${about}`, ref: payment.ref }],
});
