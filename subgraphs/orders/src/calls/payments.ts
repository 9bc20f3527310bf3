import { defineCall } from "@madang/service-kit";
import { z } from "zod";
import type { PaymentMethod } from "../domain/payments.ts";

/** Providers take their time, and three attempts must fit into the lease of a process. */
const patienceMs = 8_000;

const nextAction = z.object({
  type: z.enum(["REDIRECT", "BANK_TRANSFER"]),
  redirectUrl: z.string().nullable(),
  bank: z.string().nullable(),
  accountNumber: z.string().nullable(),
  holder: z.string().nullable(),
  amountMinor: z.string().nullable(),
  expiresAt: z.coerce.date().nullable(),
});

export type PaymentNextAction = z.output<typeof nextAction>;

const standing = z.object({
  __typename: z.literal("PaymentStanding"),
  status: z.enum(["ACTION_REQUIRED", "AUTHORIZED", "CAPTURED", "VOIDED"]),
});

const bare = <const Name extends string>(name: Name) => z.object({ __typename: z.literal(name) });

/** One part to be paid, with what pays it. */
export interface PartToAuthorize {
  readonly method: PaymentMethod;
  readonly amountMinor: string;
  readonly token: string | null;
  readonly savedMethodId: string | null;
  readonly save: boolean;
  readonly giftCardCode: string | null;
}

/** Asks every method for its part; asked again with the same order it tells how they stand, and needs no tokens. */
export const authorizePayments = defineCall<{
  input: {
    orderId: string;
    accountId: string | null;
    number: string;
    email: string;
    locale: string;
    totalMinor: string;
    currency: string;
    payments: readonly PartToAuthorize[];
    returnUrl: string | null;
    expiresAt: string;
  };
}>()({
  to: "payments",
  name: "authorizePayments",
  document: `mutation AuthorizePayments($input: AuthorizePaymentsInput!) {
    authorizePayments(input: $input) {
      __typename
      ... on PaymentStanding {
        status nextAction { type redirectUrl bank accountNumber holder amountMinor expiresAt }
      }
      ... on InvalidInput { fields { path code } }
      ... on PaymentDeclined { index declineCode }
      ... on GiftCardNotUsable { index }
    }
  }`,
  result: z
    .object({
      authorizePayments: z.discriminatedUnion("__typename", [
        standing.extend({ nextAction: nextAction.nullable() }),
        bare("InvalidInput").extend({ fields: z.array(z.object({ path: z.string(), code: z.string() })) }),
        bare("PaymentDeclined").extend({ index: z.number(), declineCode: z.string().nullable() }),
        bare("GiftCardNotUsable").extend({ index: z.number() }),
        bare("PaymentMethodNotFound"),
        bare("PaymentExpired"),
        bare("PaymentsOver"),
        bare("IdempotencyConflict"),
      ]),
    })
    .transform(({ authorizePayments }) => authorizePayments),
  timeoutMs: patienceMs,
});

/** Takes what was authorized. */
export const capturePayments = defineCall<{ orderId: string }>()({
  to: "payments",
  name: "capturePayments",
  document: `mutation CapturePayments($orderId: ID!) {
    capturePayments(orderId: $orderId) { __typename ... on PaymentStanding { status } }
  }`,
  result: z
    .object({
      capturePayments: z.discriminatedUnion("__typename", [standing, bare("PaymentNotCaptured"), bare("PaymentsOver")]),
    })
    .transform(({ capturePayments }) => capturePayments),
  timeoutMs: patienceMs,
});

/** Lets go of what is held and gives back what was taken, whatever became of it. */
export const voidPayments = defineCall<{ orderId: string }>()({
  to: "payments",
  name: "voidPayments",
  document: "mutation VoidPayments($orderId: ID!) { voidPayments(orderId: $orderId) { __typename } }",
  result: z.object({ voidPayments: bare("PaymentsVoided") }),
  timeoutMs: patienceMs,
});

/** Gives money of an order back, once for each key. */
export const refundPayments = defineCall<{
  input: { orderId: string; key: string; amountMinor: string; currency: string; reason: string | null };
}>()({
  to: "payments",
  name: "refundPayments",
  document: `mutation RefundPayments($input: RefundPaymentsInput!) {
    refundPayments(input: $input) { __typename ... on RefundExceedsPaid { refundableMinor } }
  }`,
  result: z
    .object({
      refundPayments: z.discriminatedUnion("__typename", [
        bare("PaymentsRefunded"),
        bare("RefundExceedsPaid").extend({ refundableMinor: z.coerce.bigint() }),
        bare("InvalidInput"),
        bare("IdempotencyConflict"),
      ]),
    })
    .transform(({ refundPayments }) => refundPayments),
  timeoutMs: patienceMs,
});
