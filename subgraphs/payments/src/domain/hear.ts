import { applyProvider, captureFailed, neverMade, type Told } from "./applyProvider.ts";
import { type Books, found, type Given, isOver, type Payment, paymentOf, withPayment } from "./books.ts";
import { listFallen } from "./fallen.ts";
import { settled } from "./intents.ts";
import { refundRefused } from "./refunds.ts";
import { letGo } from "./transitions.ts";

/** What came of asking a provider. */
export type Heard<T extends Told = Told> =
  | {
      readonly heard: "PAYMENT";
      readonly payment: T;
      /** How it stood before it was fetched; left out when what is said may be older. */
      readonly before?: Payment;
    }
  /** It knows no payment by its own name for it, or, when that is null, none by ours: a request may be on its way. */
  | { readonly heard: "NOTHING"; readonly ref: string | null }
  /** It will not, now or later. */
  | {
      readonly heard: "REFUSED";
      readonly call: "CAPTURE" | "VOID" | "REFUND";
      readonly code: string;
      readonly partId: string | null;
      /** As it stands after the refusal; null when the provider does not say. */
      readonly payment: T | null;
    };

/** What follows from what was heard about a payment; whatever needs no provider is done at once. */
export const hear = (books: Books, paymentId: string, heard: Heard, given: Given): Books =>
  settled(heardOf(books, paymentId, heard, given), given);

function heardOf(books: Books, paymentId: string, heard: Heard, given: Given): Books {
  switch (heard.heard) {
    case "PAYMENT":
      return paymentHeard(books, paymentId, heard, given);
    case "NOTHING":
      return nothingThere(books, paymentId, heard.ref, given);
    case "REFUSED": {
      const known = heard.payment ? applyProvider(books, paymentId, heard.payment, given) : books;
      return refused(known, paymentId, heard, given);
    }
  }
}

function paymentHeard(
  books: Books,
  paymentId: string,
  { payment, before }: Extract<Heard, { heard: "PAYMENT" }>,
  given: Given,
): Books {
  const applied = applyProvider(books, paymentId, payment, given);
  return before ? listFallen(applied, before, payment) : applied;
}

function nothingThere(books: Books, paymentId: string, ref: string | null, given: Given): Books {
  const payment = paymentOf(books, paymentId);
  if (payment.status === "REQUESTED") return isOver(payment) ? neverMade(books, payment, given) : books;
  // Whoever asked by our name may have asked before the payment was made.
  if (ref === null || payment.providerRef === null) return books;
  const detail = `The provider does not know ${payment.providerRef} any more`;
  return found(books, { kind: "UNKNOWN_THERE", payment, subject: payment.id, detail });
}

type Refused = Extract<Heard, { heard: "REFUSED" }>;

function refused(books: Books, paymentId: string, { call, code, partId }: Refused, given: Given): Books {
  const payment = paymentOf(books, paymentId);
  switch (call) {
    case "CAPTURE":
      return payment.status === "AUTHORIZED" && payment.wanted === "CAPTURE"
        ? captureFailed(books, payment, given)
        : books;
    case "VOID": {
      if (code !== "NOT_FOUND" || payment.status === "CAPTURED") return books;
      const live = payment.status === "AUTHORIZED" || payment.status === "ACTION_REQUIRED";
      const gone = { ...payment, providerStatus: "VOIDED" as const };
      const over = live ? letGo(books, gone, "VOIDED", given) : withPayment(books, gone);
      return nothingThere(over, paymentId, payment.providerRef, given);
    }
    case "REFUND":
      return partRefused(books, partId, code, given);
  }
}

function partRefused(books: Books, partId: string | null, code: string, given: Given): Books {
  const part = books.parts.find(({ id, status }) => id === partId && status === "REQUESTED");
  if (!part) return books;
  const over = books.refunds.some(({ id, source }) => id === part.refundId && source === "OVER");
  const payment = paymentOf(books, part.paymentId);
  const detail = `The provider will not give ${part.amount} ${payment.currency} back: ${code}`;
  const kind = over ? "CAPTURED_AFTER_VOID" : "REFUND_REFUSED";
  return found(refundRefused(books, part, given), { kind, payment, subject: part.id, detail });
}
