import { isProblem, problem } from "@madang/service-kit";
import { hearOfPayment } from "../../subgraphs/payments/src/actions/hearOfPayment.ts";
import {
  expirePayment,
  wantPaymentsCaptured,
  wantPaymentsVoided,
  wantRefund,
} from "../../subgraphs/payments/src/actions/orderMoney.ts";
import { requestPayments } from "../../subgraphs/payments/src/actions/requestPayments.ts";
import { captureAsked, expiryAsked, refundAsked, voidAsked } from "../../subgraphs/payments/src/domain/asked.ts";
import type { Books, Given, Payment } from "../../subgraphs/payments/src/domain/books.ts";
import { type Heard, hear } from "../../subgraphs/payments/src/domain/hear.ts";
import { housePromised, type NewPayment, opened } from "../../subgraphs/payments/src/domain/opening.ts";
import { Broken } from "./broken.ts";
import { bookedIn } from "./ledger.ts";
import { type GiftCard, type Money, nowOf, orderOf, type State, withOrder } from "./state.ts";

// The transactions of payments: its actions, with their statements done on plain data.

export const moneyRules = { captureAsked, expiryAsked, refundAsked, voidAsked, hear, remembersEnd: true };
/** What is decided about money. Mutants decide otherwise. */
export type MoneyRules = typeof moneyRules;

export const firstMoney: Money = { books: null, over: false, seen: [], effects: [], captured: 0n, refunded: 0n };
export const giftCardId = "gift_card_1";

interface Did {
  readonly state: State;
  readonly answer: unknown;
}
type Action = (state: State, at: number, input: never, rules: MoneyRules) => Did;

/** What an action of payments does, by the action. */
const actions = new Map<unknown, Action>([
  [requestPayments, request],
  [hearOfPayment, heard],
  [wantPaymentsCaptured, captured],
  [wantPaymentsVoided, voided],
  [wantRefund, refunded],
  [
    expirePayment,
    (state, at, input: { paymentId: string }, rules) =>
      changed(state, at, rules.expiryAsked(booksOf(state, at), input.paymentId, givenBy(state, at))),
  ],
]);

export function moneyDoes(state: State, at: number, action: unknown, input: unknown, rules: MoneyRules): Did {
  const known = actions.get(action);
  if (!known) throw new Error(`The model does not know the action ${String(action)} of payments.`);
  return known(state, at, input as never, rules);
}

interface Requested {
  readonly orderId: string;
  readonly number: string;
  readonly email: string;
  readonly locale: string;
  readonly accountId: string | null;
  readonly totalMinor: string;
  readonly currency: string;
  readonly returnUrl: string | null;
  readonly expiresAt: Date;
  readonly payments: readonly {
    readonly method: Payment["method"];
    readonly amountMinor: string;
    readonly token: string | null;
  }[];
}

function request(state: State, at: number, input: Requested, rules: MoneyRules): Did {
  const { id, money } = orderOf(state, at);
  const { accountId, totalMinor, currency, payments, expiresAt, ...rest } = input;
  const inputHash = JSON.stringify({ accountId, totalMinor, currency, payments });
  if (money.over && rules.remembersEnd) return { state, answer: problem("PaymentsOver") };
  const tokens = new Map(payments.map(({ token }, i) => [`payment_${id}_${i}`, token ?? ""]));
  if (money.books) {
    if (money.books.order.inputHash !== inputHash) return { state, answer: problem("IdempotencyConflict") };
    return { state, answer: { asked: { books: money.books, tokens, repeated: true } } };
  }
  const given = givenBy(state, at);
  if (expiresAt <= given.now) return { state, answer: problem("PaymentExpired") };
  const held = payments.reduce((sum, part) => (part.method === "GIFT_CARD" ? sum + BigInt(part.amountMinor) : sum), 0n);
  const card = heldOn(state.card, held);
  if (card === "not usable") return { state, answer: problem("GiftCardNotUsable", { index: 0 }) };
  const parts = payments.map((part, i) => newPayment(`payment_${id}_${i}`, part));
  const order = { ...rest, id, status: "OPEN", accountId, currency, inputHash, expiresAt } as const;
  const first = opened(order, parts);
  const did = changed({ ...state, card }, at, housePromised(first, given), first);
  return { ...did, answer: { asked: { books: did.books, tokens, repeated: false } } };
}

function newPayment(id: string, { method, amountMinor }: Requested["payments"][number]): NewPayment {
  const amount = BigInt(amountMinor);
  const isHouse = method === "GIFT_CARD" || method === "INVOICE";
  const shares = method === "GIFT_CARD" ? [{ giftCardId, amount }] : [];
  return { id, method, provider: isHouse ? "house" : "bank", amount, saveMethod: false, shares };
}

function heldOn(card: GiftCard | null, amount: bigint): GiftCard | null | "not usable" {
  if (amount === 0n) return card;
  return card && card.balance - card.held >= amount ? { ...card, held: card.held + amount } : "not usable";
}

interface HeardInput {
  readonly paymentId: string;
  readonly heard: Heard;
  readonly webhook?: { readonly id: string };
}

function heard(state: State, at: number, { paymentId, heard, webhook }: HeardInput, rules: MoneyRules): Did {
  const { money } = orderOf(state, at);
  const books = booksOf(state, at);
  if (webhook && money.seen.includes(webhook.id)) return { state, answer: books };
  const noted = webhook
    ? withOrder(state, at, { money: { ...money, seen: [...money.seen, webhook.id].sort() } })
    : state;
  return changed(noted, at, rules.hear(books, paymentId, heard, givenBy(state, at)));
}

function captured(state: State, at: number, _: object, rules: MoneyRules): Did {
  const { books } = orderOf(state, at).money;
  if (!books) return { state, answer: problem("PaymentsOver") };
  const decided = rules.captureAsked(books, givenBy(state, at));
  if (isProblem(decided)) return { state, answer: decided };
  const did = changed(state, at, decided);
  return { ...did, answer: { books: did.books } };
}

function voided(state: State, at: number, _: object, rules: MoneyRules): Did {
  const { money } = orderOf(state, at);
  if (money.books) return changed(state, at, rules.voidAsked(money.books, givenBy(state, at)));
  return { state: withOrder(state, at, { money: { ...money, over: true } }), answer: null };
}

function refunded(
  state: State,
  at: number,
  { key, amountMinor, currency }: { key: string; amountMinor: string; currency: string },
  rules: MoneyRules,
): Did {
  const { books } = orderOf(state, at).money;
  if (!books) return { state, answer: problem("RefundExceedsPaid", { refundableMinor: "0" }) };
  const asked = { key, amount: BigInt(amountMinor), currency, reason: null };
  const decided = rules.refundAsked(books, asked, givenBy(state, at));
  if (isProblem(decided)) return { state, answer: decided };
  const did = changed(state, at, decided);
  return { ...did, answer: { books: did.books, amount: asked.amount } };
}

/** As it is saved: what the tables would refuse must never be asked of them. */
function changed(state: State, at: number, after: Books, before = booksOf(state, at)) {
  const { money } = orderOf(state, at);
  const booked = after === before && money.books ? money : bookedIn(money, after);
  const card = after.cards.reduce((all, { balance, held }) => moved(all, balance, held), state.card);
  if (!booked.books) throw new Error("There are books by now.");
  const next = withOrder({ ...state, card }, at, { money: booked });
  return { state: next, answer: booked.books, books: booked.books };
}

function moved(card: GiftCard | null, balance: bigint, held: bigint): GiftCard {
  const next = { balance: (card?.balance ?? 0n) + balance, held: (card?.held ?? 0n) + held };
  if (next.held < 0n || next.held > next.balance)
    throw new Broken(`I8: the gift card would hold ${next.held} of ${next.balance}`);
  return next;
}

function booksOf(state: State, at: number): Books {
  const { books } = orderOf(state, at).money;
  if (!books) throw new Error("Nothing was asked for yet.");
  return books;
}

function givenBy(state: State, at: number): Given {
  const order = orderOf(state, at);
  let made = (order.money.books?.parts.length ?? 0) + (order.money.books?.refunds.length ?? 0);
  return {
    now: nowOf(order),
    newId: (prefix) => {
      made += 1;
      return `${prefix}_${order.id}_${made}`;
    },
  };
}
