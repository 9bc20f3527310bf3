import type {
  ProviderAnswer,
  ProviderPayment,
  ProviderStatus,
  RefusalCode,
} from "../../subgraphs/payments/src/providers/provider.ts";

/** A fee of one, so that fees are booked too. */
const fee = 1n;

/** A payment in the provider's books. */
export interface BankPayment {
  readonly ref: string;
  readonly paymentId: string;
  readonly method: "CARD" | "BANK_TRANSFER";
  readonly amount: bigint;
  readonly currency: string;
  readonly expiresAt: Date;
  readonly status: ProviderStatus;
  readonly authorized: bigint;
  readonly captured: bigint;
  readonly refunds: readonly { readonly refundId: string; readonly amount: bigint }[];
  /** It said no to a capture, and says so again. */
  readonly refusesCapture: boolean;
}

/** The provider: what it knows of one order's payments, and what it has still to tell. */
export interface Bank {
  readonly payments: readonly BankPayment[];
  readonly events: readonly { readonly id: string; readonly ref: string }[];
}

export const refundedOf = ({ refunds }: BankPayment) => refunds.reduce((sum, { amount }) => sum + amount, 0n);

export const accepted = (payment: BankPayment): ProviderAnswer => ({ done: true, payment: toldOf(payment) });
export const refusal = (code: RefusalCode, payment: BankPayment | null): ProviderAnswer => ({
  done: false,
  code,
  reason: code,
  payment: payment && toldOf(payment),
});

export function toldOf(payment: BankPayment): ProviderPayment {
  const { ref, paymentId, status, currency, authorized, captured, refunds, method, expiresAt } = payment;
  const waits = status === "ACTION_REQUIRED";
  const account = { bank: "Bank", accountNumber: "1", holder: "Madang", dueAt: expiresAt };
  const action =
    method === "CARD"
      ? ({ type: "REDIRECT", url: "https://bank" } as const)
      : ({ type: "BANK_TRANSFER", ...account } as const);
  return {
    ref,
    paymentId,
    status,
    currency,
    authorized,
    captured,
    refunded: refundedOf(payment),
    chargedBack: 0n,
    fee: captured > 0n ? fee : 0n,
    nextAction: waits ? action : null,
    declineCode: status === "DECLINED" ? "declined" : null,
    refunds,
    savedMethod: null,
    createdAt: new Date(0),
  };
}
