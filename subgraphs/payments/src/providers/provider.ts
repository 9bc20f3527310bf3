import type { Money } from "@madang/service-kit";

/** How a shopper pays by way of a provider. */
export type ProviderMethod = "CARD" | "BANK_TRANSFER";

export type ProviderStatus = "ACTION_REQUIRED" | "AUTHORIZED" | "CAPTURED" | "DECLINED" | "VOIDED" | "EXPIRED";

/** What the shopper has to do before a payment goes on. */
export type NextAction =
  | { readonly type: "REDIRECT"; readonly url: string }
  | {
      readonly type: "BANK_TRANSFER";
      readonly bank: string;
      readonly accountNumber: string;
      readonly holder: string;
      readonly dueAt: Date;
    };

/** A method that the provider keeps for a customer; its token pays again. */
export interface SavedMethod {
  readonly token: string;
  readonly brand: string;
  readonly last4: string;
  readonly expiresMonth: number;
  readonly expiresYear: number;
}

/** A payment as the provider tells it now. Amounts are minor units of its currency. */
export interface ProviderPayment {
  /** The provider's name for it; ours when it was declined before the provider made one. */
  readonly ref: string;
  /** Ours; null when the provider knows none, so it was not made by us. */
  readonly paymentId: string | null;
  readonly status: ProviderStatus;
  readonly currency: string;
  readonly authorized: bigint;
  readonly captured: bigint;
  readonly refunded: bigint;
  readonly chargedBack: bigint;
  /** What the provider keeps of the capture; 0 while it is not known, and when it settles in another currency. */
  readonly fee: bigint;
  readonly nextAction: NextAction | null;
  /** Why it was declined, in the provider's words; null unless it is DECLINED. */
  readonly declineCode: string | null;
  readonly refunds: readonly { readonly refundId: string | null; readonly amount: bigint }[];
  readonly savedMethod: SavedMethod | null;
  readonly createdAt: Date;
}

export interface AuthorizeRequest {
  readonly paymentId: string;
  readonly orderId: string;
  readonly amount: Money;
  readonly method: ProviderMethod;
  /** What the provider gave the shopper's browser in exchange for a card, or a `SavedMethod`'s; empty for a transfer. */
  readonly token: string;
  /** Our name for who pays; needed to save a method, and to pay with a saved one. */
  readonly customer: string | null;
  readonly saveMethod: boolean;
  /** Where the shopper comes back to after a REDIRECT. */
  readonly returnUrl: string | null;
  /** Until when the shopper may act. */
  readonly expiresAt: Date;
}

/** Why a provider will not, now or later: the same call again gets the same answer. */
export type RefusalCode =
  | "CAPTURE_FAILED"
  | "NOT_CAPTURABLE"
  | "NOT_VOIDABLE"
  | "NOT_REFUNDABLE"
  | "AMOUNT_TOO_LARGE"
  | "REFUND_FAILED"
  | "NOT_FOUND"
  | "REFUSED";

export type ProviderAnswer =
  | { readonly done: true; readonly payment: ProviderPayment }
  | {
      readonly done: false;
      readonly code: RefusalCode;
      readonly reason: string;
      /** As it stands after the refusal; null when the provider does not say. */
      readonly payment: ProviderPayment | null;
    };

/** What a webhook is about. Nothing else of it is believed: the payment is fetched. */
export interface ProviderEvent {
  /** The same for each repeat of the event. */
  readonly id: string;
  /** Null when it is about nothing that we keep; it is answered with 200 and forgotten. */
  readonly ref: string | null;
  readonly type: string;
}

export interface ProviderPage {
  readonly payments: readonly ProviderPayment[];
  /** Where the next page begins; null after the last. */
  readonly cursor: string | null;
}

/**
 * An outside party that moves money. Every call is safe to repeat: it carries an idempotency key made of our ids, and
 * a repeat tells how the payment stands now. Each takes `callTimeoutMs` at most and is tried once: trying again is for
 * the process, which remembers that it did. Each throws `ProviderUnavailable` when the outcome is not known.
 */
export interface Provider extends AsyncDisposable {
  readonly name: string;
  readonly methods: readonly ProviderMethod[];
  /** Never throws for a refusal: that is a payment that is DECLINED. A repeat must say the same as the first. */
  authorize(request: AuthorizeRequest): Promise<ProviderPayment>;
  /** Takes an authorized amount, once; what it leaves of the authorization is let go. */
  capture(request: { paymentId: string; ref: string; amount: Money }): Promise<ProviderAnswer>;
  /** Done when nothing is held any more: also when it was declined or had expired. Refused once captured. */
  void(request: { paymentId: string; ref: string }): Promise<ProviderAnswer>;
  refund(request: { paymentId: string; ref: string; refundId: string; amount: Money }): Promise<ProviderAnswer>;
  /** By the provider's reference, or by ours when `ref` is null. Null when it knows none (yet: a request may be late). */
  fetch(request: { paymentId: string; ref: string | null }): Promise<ProviderPayment | null>;
  /** Payments made at or after a moment, in no promised order. It may take `callTimeoutMs` for each payment. */
  list(request: { since: Date; cursor: string | null }): Promise<ProviderPage>;
  /** Null for what the provider did not sign, or more than five minutes before `now`. */
  verifyWebhook(
    headers: Readonly<Record<string, string | readonly string[] | undefined>>,
    rawBody: Buffer,
    now: Date,
  ): ProviderEvent | null;
}

/** The provider did not answer, or not sensibly: what it did, if anything, is not known. Try again, or fetch. */
export class ProviderUnavailable extends Error {
  override readonly name = "ProviderUnavailable";
  readonly provider: string;

  constructor(provider: string, reason: string, cause?: unknown) {
    super(`${provider}: ${reason}`, { cause });
    this.provider = provider;
  }
}

/** Below the four seconds that a request waits for its process. */
export const callTimeoutMs = 2_500;

/** How old a webhook's signature may be, in seconds. */
export const webhookToleranceSeconds = 300;
