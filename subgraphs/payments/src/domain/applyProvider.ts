import { larger, smaller } from "./amounts.ts";
import {
  type Books,
  found,
  type Given,
  isOver,
  type NextAction,
  type Payment,
  type ProviderStatus,
  paymentOf,
  told,
  withPayment,
} from "./books.ts";
import { expire, letOthersGo } from "./intents.ts";
import { refundedThere } from "./refunds.ts";
import { authorized, chargedBack, feeKnown, givenBack, letGo, taken } from "./transitions.ts";

/** A payment as its provider tells it. */
export interface Told {
  readonly ref: string;
  readonly status: ProviderStatus;
  readonly currency: string;
  readonly authorized: bigint;
  readonly captured: bigint;
  readonly refunded: bigint;
  readonly chargedBack: bigint;
  readonly fee: bigint;
  readonly nextAction: NextAction | null;
  readonly declineCode: string | null;
  readonly refunds: readonly { readonly refundId: string | null; readonly amount: bigint }[];
}

const ranks: Record<ProviderStatus, number> = {
  ACTION_REQUIRED: 0,
  AUTHORIZED: 1,
  DECLINED: 2,
  VOIDED: 2,
  EXPIRED: 2,
  CAPTURED: 3,
};

/**
 * Turns what a provider says into the state of a payment, ledger transactions and events: the only place that does.
 * What is said may be old, come twice and in any order: everything only ever moves on, so the end is the same.
 */
export function applyProvider(books: Books, paymentId: string, said: Told, given: Given): Books {
  const before = paymentOf(books, paymentId);
  const wrong = contradiction(before, said);
  if (wrong)
    return found(books, { kind: "AMOUNT_DIFFERS", payment: before, subject: `${paymentId}: ${wrong}`, detail: wrong });
  const known = withPayment(books, met(before, said));
  const moved = moneyMoved(known, paymentId, said, given);
  return paymentOf(moved, paymentId).status === "CAPTURED" ? moved : statusMoved(moved, paymentId, given);
}

/** What can never be true of the payment that we asked for; null when nothing is. */
function contradiction({ amount, currency, ...known }: Payment, said: Told): string | null {
  const { authorized, captured, refunded, status } = said;
  const took = larger(captured, known.captured);
  const gave = larger(refunded, known.refunded) + known.chargedBack;
  if (said.currency !== currency) return `asked for ${currency}, the provider has ${said.currency}`;
  if (captured > amount) return `asked for ${amount}, the provider took ${captured}`;
  if (status === "AUTHORIZED" && authorized !== amount) return `asked for ${amount}, the provider holds ${authorized}`;
  if (status === "CAPTURED" && captured <= 0n) return "the provider says that it took nothing";
  // Of what is known already too: a dispute that was won after it was booked leaves room there for what is none here.
  if (gave > took) return `the provider took ${took} and gave ${gave} back`;
  return null;
}

function met(payment: Payment, said: Told): Payment {
  const { providerStatus } = payment;
  const further = providerStatus === null || ranks[said.status] > ranks[providerStatus] || isHeldAgain(payment, said);
  return {
    ...payment,
    // A payment that was declined unseen has no name there.
    providerRef: payment.providerRef ?? (said.ref === payment.id ? null : said.ref),
    providerStatus: further ? said.status : providerStatus,
    authorized: larger(payment.authorized, smaller(said.authorized, payment.amount)),
    declineCode: payment.declineCode ?? said.declineCode,
    nextAction: further && said.status === "ACTION_REQUIRED" ? said.nextAction : payment.nextAction,
  };
}

/** Where a decline is not the end, another card may be held for what we gave up: that has to be let go. */
const isHeldAgain = ({ providerStatus }: Payment, { status }: Told) =>
  providerStatus === "DECLINED" && status === "AUTHORIZED";

/** Books captures, fees, refunds and chargebacks that were not booked yet. */
function moneyMoved(books: Books, id: string, said: Told, given: Given): Books {
  const payment = paymentOf(books, id);
  const captured = said.captured - payment.captured;
  const fee = larger(said.fee - payment.fee, 0n);
  let next = books;
  if (captured > 0n) next = amountChecked(taken(books, payment, captured, fee), id);
  else if (fee > 0n) next = feeKnown(books, payment, fee);
  return disputed(refundsMoved(next, id, said, given), id, said);
}

function refundsMoved(books: Books, id: string, { refunds, refunded }: Told, given: Given): Books {
  let next = books;
  for (const { refundId, amount } of refunds) {
    const part = next.parts.find((each) => each.id === refundId && each.paymentId === id && each.amount === amount);
    if (part && part.status !== "REFUNDED") next = givenBack(next, part, given);
  }
  const payment = paymentOf(next, id);
  // A refund that failed after it was booked, and was made again by hand, is one refund.
  const theirs = refunded - payment.refunded;
  if (theirs <= 0n) return next;
  const detail = `${theirs} ${payment.currency} was given back at the provider, and nobody here asked for it`;
  const subject = `${id}/refunded/${payment.refunded + theirs}`;
  return found(refundedThere(next, payment, theirs, given), { kind: "AMOUNT_DIFFERS", payment, subject, detail });
}

/** Less or more was taken than was to be. */
function amountChecked(books: Books, id: string): Books {
  const payment = paymentOf(books, id);
  const { captured, amount, reduced, currency } = payment;
  if (captured === amount - reduced || isOver(payment)) return books;
  const detail = `${captured} ${currency} was taken, and ${amount - reduced} was to be`;
  return found(books, { kind: "AMOUNT_DIFFERS", payment, subject: `${id}/captured/${captured}`, detail });
}

/** The shopper's bank may take more than is left: what was refunded as well. As much as there was is booked. */
function disputed(books: Books, id: string, { chargedBack: total }: Told): Books {
  const payment = paymentOf(books, id);
  if (total <= payment.chargedBack) return books;
  const back = smaller(total, payment.captured - payment.refunded) - payment.chargedBack;
  const booked = back > 0n ? chargedBack(books, payment, back) : books;
  const detail = `The shopper's bank took ${total} ${payment.currency} back in all`;
  return found(booked, { kind: "CHARGEBACK", payment: paymentOf(booked, id), subject: `${id}/${total}`, detail });
}

/** Where it stands when nothing was taken. */
function statusMoved(books: Books, id: string, given: Given): Books {
  const payment = paymentOf(books, id);
  const { status, providerStatus } = payment;
  const waits = status === "REQUESTED" || status === "ACTION_REQUIRED";
  if (!waits && status !== "AUTHORIZED") return books;
  switch (providerStatus) {
    case "ACTION_REQUIRED":
      return status === "REQUESTED" ? withPayment(books, { ...payment, status: "ACTION_REQUIRED" }) : books;
    case "AUTHORIZED":
      return waits ? authorized(books, payment) : books;
    case "DECLINED":
    case "VOIDED":
    case "EXPIRED":
      return ended(books, payment, providerStatus, given);
    default:
      return books;
  }
}

function ended(books: Books, payment: Payment, how: "DECLINED" | "VOIDED" | "EXPIRED", given: Given): Books {
  if (payment.wanted === "EXPIRE") return letGo(books, payment, "EXPIRED", given);
  if (payment.wanted === "VOID")
    return letGo(books, payment, how === "DECLINED" && payment.authorized === 0n ? "DECLINED" : "VOIDED", given);
  // It was promised, and is not any more.
  if (payment.authorized > 0n) return captureFailed(books, payment, given);
  if (how === "DECLINED") {
    const declined = letGo(books, payment, "DECLINED", given);
    const next = paymentOf(declined, payment.id);
    return letOthersGo(told(declined, { type: "FAILED", payment: next, reason: "DECLINED" }), next);
  }
  const expired = expire(books, payment);
  return letGo(expired, paymentOf(expired, payment.id), "EXPIRED", given);
}

/** What was promised cannot be taken, for good. */
export function captureFailed(books: Books, payment: Payment, given: Given): Books {
  const failed = letGo(books, payment, "FAILED", given);
  return told(failed, { type: "FAILED", payment: paymentOf(failed, payment.id), reason: "CAPTURE_FAILED" });
}

/** The provider never heard of a payment that is over. Should it hear later, that is let go of then. */
export const neverMade = (books: Books, payment: Payment, given: Given): Books =>
  letGo(books, payment, payment.wanted === "EXPIRE" ? "EXPIRED" : "VOIDED", given);
