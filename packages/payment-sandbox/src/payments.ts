import type { Books, Method, Payment } from "./books.ts";
import { cardOf, noCard, testCards } from "./cards.ts";
import type { Change, Created } from "./entries.ts";
import { newAccountNumber, newId } from "./ids.ts";
import { Refusal } from "./refusal.ts";
import type { AuthorizeRequest } from "./requests.ts";

// Decisions: what follows from a request and the books, as changes that are yet to be booked.

/** 1.4 % rounded half up, and 20 minor units, but never more than the amount. */
export function feeOf(amount: number): number {
  const share = (BigInt(amount) * 14n + 500n) / 1_000n;
  return Math.min(amount, Number(share) + 20);
}

/** A change that somebody is told of by webhook. */
const told = (payment: string, changes: Change[], about: string): Change[] => [
  ...changes,
  { type: "event", payment, event: newId("evt"), about: `payment.${about}` },
];

const day = 24 * 60 * 60 * 1_000;

export function opened(books: Books, request: AuthorizeRequest, now: Date): Created {
  const { token, expires_at, ...rest } = request;
  const method = request.method === "card" ? methodOf(books, token, request.customer) : null;
  return {
    ...rest,
    type: "created",
    payment: newId("pay"),
    expires_at: expires_at ?? new Date(now.getTime() + day).toISOString(),
    behaviour: method?.behaviour ?? noCard,
    card: method?.card ?? null,
  };
}

/** What a token stands for, to that customer. */
export function methodOf(books: Books, token: string | undefined, customer: string | null): Method {
  const known = testCards.find((card) => card.token === token);
  if (known)
    return {
      token: known.token,
      customer: null,
      behaviour: known.behaviour,
      card: cardOf(known.number, known.brand, 12, 2040),
    };
  const made = token === undefined ? undefined : books.methods.get(token);
  if (!made || (made.customer !== null && made.customer !== customer))
    throw new Refusal(400, "unknown_token", "No such token, or it is another customer's.");
  return made;
}

export type Forced = "decline" | "three_d_secure" | null;

/** What becomes of a new payment at once. */
export function authorized(made: Created, forced: Forced): Change[] {
  const { payment, method, behaviour } = made;
  if (forced === "decline") return told(payment, [{ type: "declined", payment, code: "card_declined" }], "declined");
  if (method === "bank_transfer") return [{ type: "account_opened", payment, account_number: newAccountNumber() }];
  if (behaviour.authorize === "decline")
    return told(payment, [{ type: "declined", payment, code: behaviour.declineCode ?? "card_declined" }], "declined");
  if (behaviour.authorize === "challenge" || forced === "three_d_secure") return [{ type: "challenged", payment }];
  return approved(made);
}

/** What follows when the card's bank agrees, at once or after the cardholder did. */
export function approved(made: Omit<Created, "type">): Change[] {
  const { payment, amount, customer, behaviour, card } = made;
  const saves = made.save_method && customer !== null && card !== null;
  const saved: Change[] = saves
    ? [
        {
          type: "method_saved",
          payment,
          token: newId("tok_saved"),
          customer,
          behaviour: { ...behaviour, authorize: "approve" },
          card,
        },
      ]
    : [];
  const held = told(payment, [...saved, { type: "authorized", payment, amount }], "authorized");
  if (made.capture === "manual") return held;
  return [...held, ...(behaviour.captureFails ? captureFailed(payment) : taken(payment, amount))];
}

export const captureFailed = (payment: string) =>
  told(payment, [{ type: "declined", payment, code: "capture_failed" }], "declined");

const taken = (payment: string, amount: number) =>
  told(payment, [{ type: "captured", payment, amount, fee: feeOf(amount) }], "captured");

export function captured(payment: Payment, amount: number): Change[] {
  if (payment.status !== "authorized") throw stateConflict("not_capturable", payment);
  if (amount > payment.authorized)
    throw new Refusal(422, "amount_too_large", `${payment.authorized} is authorized.`, payment.id);
  return taken(payment.id, amount);
}

export function voided(payment: Payment): Change[] {
  if (payment.status !== "authorized" && payment.status !== "requires_action")
    throw stateConflict("not_voidable", payment);
  return told(payment.id, [{ type: "voided", payment: payment.id }], "voided");
}

export function refunded(payment: Payment, request: { amount: number; reference: string }): Change[] {
  if (payment.status !== "captured") throw stateConflict("not_refundable", payment);
  const left = leftOf(payment);
  if (request.amount > left) throw new Refusal(422, "amount_too_large", `${left} is left to refund.`, payment.id);
  return told(payment.id, [{ type: "refunded", payment: payment.id, refund: newId("ref"), ...request }], "refunded");
}

export function chargedBack(payment: Payment, amount: number | undefined): Change[] {
  const left = leftOf(payment);
  if (left === 0 || (amount ?? left) > left)
    throw new Refusal(422, "amount_too_large", `${left} is left to charge back.`, payment.id);
  return told(payment.id, [{ type: "charged_back", payment: payment.id, amount: amount ?? left }], "charged_back");
}

/** The customer's bank would not take a refund after all: the shop has the money again. */
export function refundFailed({ id: payment, refunds }: Payment, reference: string): Change[] {
  const refund = refunds.find((each) => each.reference === reference);
  if (!refund) throw new Refusal(404, "not_found", "No such refund.", payment);
  const { id, amount } = refund;
  return told(payment, [{ type: "refund_failed", payment, refund: id, reference, amount }], "refund_failed");
}

/** The customer's bank gives back what it took. */
export function chargebackWon({ id: payment, charged_back: amount }: Payment): Change[] {
  if (amount === 0) throw new Refusal(422, "not_charged_back", "Nothing was charged back.", payment);
  return told(payment, [{ type: "chargeback_won", payment, amount }], "chargeback_won");
}

/** The customer's bank sends money; what is not the amount that was asked for goes back. */
export function deposited(payment: Payment, amount: number): Change[] {
  if (payment.method !== "bank_transfer" || payment.status !== "requires_action")
    throw stateConflict("account_closed", payment);
  if (amount !== payment.amount)
    throw new Refusal(422, "amount_mismatch", `The account takes ${payment.amount} and nothing else.`, payment.id);
  return [{ type: "authorized", payment: payment.id, amount }, ...taken(payment.id, amount)];
}

/** What the cardholder says on the page of their bank. */
export function answered(payment: Payment, agrees: boolean): Change[] {
  if (payment.method !== "card" || payment.status !== "requires_action")
    throw stateConflict("nothing_to_answer", payment);
  if (agrees) return approved({ ...payment, payment: payment.id });
  return told(payment.id, [{ type: "declined", payment: payment.id, code: "authentication_failed" }], "declined");
}

/** Empty unless the time to act has run out. */
export function expired(payment: Payment, now: Date): Change[] {
  if (payment.status !== "requires_action" || Date.parse(payment.expires_at) > now.getTime()) return [];
  return told(payment.id, [{ type: "expired", payment: payment.id }], "expired");
}

const leftOf = (payment: Payment) => payment.captured - payment.refunded - payment.charged_back;

const stateConflict = (code: string, payment: Payment) =>
  new Refusal(422, code, `The payment is ${payment.status}.`, payment.id);
