import { type InvalidField, invalidInput, isFieldCode, problem, type Waiting, waiting } from "@madang/service-kit";
import { noteNextAction } from "../actions/noteNextAction.ts";
import {
  authorizePayments,
  capturePayments,
  type PartToAuthorize,
  type PaymentNextAction,
  voidPayments,
} from "../calls/payments.ts";
import type { Background } from "../context.ts";
import { type CheckoutState, draftedState, type NotOrdered } from "./checkoutState.ts";

/** How often to look although nobody calls: a webhook or an event could be late. */
const lookEveryMs = { REDIRECT: 15_000, BANK_TRANSFER: 300_000 } as const;

/** What pays the order is kept as long as payments may have to be asked again, which knows the same call by it. */
const forgotten = { payments: [] } as const satisfies Partial<CheckoutState>;

type Authorized = Partial<CheckoutState> | Waiting<Partial<CheckoutState>> | NotOrdered;

/** Has every part promised or taken. Waits as long as the shopper has to do something; payments says when that is over. */
export async function authorize(background: Background, state: CheckoutState): Promise<Authorized> {
  if (state.parts.length === 0) return forgotten;
  const told = await background.call(authorizePayments, { input: inputOf(state) });
  switch (told.__typename) {
    case "PaymentStanding":
      if (told.status === "ACTION_REQUIRED") return await awaitShopper(background, state, told.nextAction);
      if (told.status === "VOIDED") return notPlaced("PAYMENT_EXPIRED");
      return { ...forgotten, taken: told.status === "CAPTURED" };
    case "PaymentDeclined":
      return problem("PaymentDeclined", { index: askedAt(state, told.index), declineCode: told.declineCode });
    case "GiftCardNotUsable":
      return problem("GiftCardNotUsable", { index: askedAt(state, told.index) });
    case "InvalidInput":
      return invalidInput(...told.fields.map((field) => asField(state, field)));
    case "PaymentMethodNotFound":
      return problem("PaymentMethodNotFound");
    case "PaymentExpired":
      return notPlaced("PAYMENT_EXPIRED");
    case "PaymentsOver":
    case "IdempotencyConflict":
      return notPlaced("PAYMENTS_OVER");
  }
}

async function awaitShopper({ run }: Background, state: CheckoutState, action: PaymentNextAction | null) {
  if (action) await run(noteNextAction, { orderId: state.orderId, action });
  const ms = lookEveryMs[action?.type ?? "REDIRECT"];
  return waiting({ ms });
}

function inputOf(state: CheckoutState) {
  const { orderId, accountId, number, email, locale, totalMinor, currency, returnUrl, payUntil } = draftedState(state);
  return {
    orderId,
    accountId,
    number,
    email,
    locale,
    totalMinor: totalMinor.toString(),
    currency,
    returnUrl,
    expiresAt: payUntil.toISOString(),
    payments: state.parts.map(({ index, method, amountMinor }): PartToAuthorize => {
      const { token = null, savedMethodId = null, save = false, giftCardCode = null } = state.payments[index] ?? {};
      return { method, amountMinor: amountMinor.toString(), token, savedMethodId, save, giftCardCode };
    }),
  };
}

/** Parts that bear nothing are not asked for, so payments counts otherwise than the shopper. */
const askedAt = ({ parts }: CheckoutState, index: number) => parts[index]?.index ?? index;

const notPlaced = (reason: string) => problem("OrderNotPlaced", { reason });

/** Payments names the parts that it got; the shopper is told of those that were given. */
const asField = (state: CheckoutState, { path, code }: { path: string; code: string }): InvalidField => ({
  path: path.replace(/^payments\.(\d+)/, (_, index) => `payments.${askedAt(state, Number(index))}`),
  code: isFieldCode(code) ? code : "WRONG_FORMAT",
});

/** Lets go of whatever is held or taken, also when nobody knows whether anything is. */
export async function letPaymentsGo({ call }: Background, { orderId, parts }: CheckoutState): Promise<void> {
  if (parts.length > 0) await call(voidPayments, { orderId });
}

/** Takes what was promised. It is asked for until payments knows: yes, or no for good. */
export async function capture({ call }: Background, { orderId, parts, taken }: CheckoutState) {
  if (parts.length === 0 || taken) return {};
  const told = await call(capturePayments, { orderId });
  if (told.__typename !== "PaymentStanding" || told.status === "VOIDED") return notPlaced("PAYMENT_NOT_CAPTURED");
  // The provider has not taken all of it yet; it calls when it has.
  return told.status === "CAPTURED" ? {} : waiting({ ms: 2_000 });
}
