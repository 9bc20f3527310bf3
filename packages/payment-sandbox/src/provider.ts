import { createHash } from "node:crypto";
import type { Payment } from "./books.ts";
import { cardOf, testCards } from "./cards.ts";
import type { Change } from "./entries.ts";
import { newId } from "./ids.ts";
import type { Ledger } from "./ledger.ts";
import {
  authorized,
  captured,
  captureFailed,
  expired,
  type Forced,
  methodOf,
  opened,
  refunded,
  voided,
} from "./payments.ts";
import { Refusal } from "./refusal.ts";
import type { AuthorizeRequest } from "./requests.ts";

/** A request's name and content: the same key with another content is a mistake of the caller. */
export interface Once {
  readonly key: string;
  readonly hash: string;
}

export const hashOf = (path: string, body: unknown) =>
  createHash("sha256")
    .update(`${path}\n${JSON.stringify(body)}`)
    .digest("hex");

interface Decided {
  readonly payment: string;
  readonly changes: Change[];
  /** A no that is kept: a repeat gets it again. */
  readonly refusal?: { status: number; code: string; message: string };
}

/** What can be done with payments. Each call decides and books in one turn of the event loop, so none comes between. */
export function provider(ledger: Ledger, now: () => Date, booked: () => void) {
  const { books } = ledger;

  const book = (changes: Change[], asked?: Parameters<Ledger["book"]>[2]) => {
    ledger.book(now(), changes, asked);
    booked();
  };

  const find = (id: string): Payment => {
    const payment = books.payments.get(id);
    if (!payment) throw new Refusal(404, "not_found", "No such payment.");
    const late = expired(payment, now());
    if (late.length > 0) book(late);
    return payment;
  };

  const once = (request: Once | null, decide: () => Decided): Payment => {
    const known = request ? books.asked.get(request.key) : undefined;
    if (known && known.hash !== request?.hash)
      throw new Refusal(409, "idempotency_conflict", "This key was used for another request.");
    if (!known) {
      const { payment, changes, refusal } = decide();
      const kept = refusal ? { refusal } : {};
      book(changes, request ? { ...request, payment, ...kept } : undefined);
      if (refusal) throw new Refusal(refusal.status, refusal.code, refusal.message, payment);
      return find(payment);
    }
    const { refusal, payment } = known;
    if (refusal) throw new Refusal(refusal.status, refusal.code, refusal.message, payment);
    return find(payment);
  };

  const change = (request: Once | null, id: string, decide: (payment: Payment) => Omit<Decided, "payment">) =>
    once(request, () => ({ payment: id, ...decide(find(id)) }));

  const failed = (code: string, message: string, changes: Change[] = []) => ({
    changes,
    refusal: { status: 402, code, message },
  });

  return {
    find,
    /** Does what the books say of a payment, once. */
    change: (request: Once | null, id: string, decide: (payment: Payment) => Change[]) =>
      change(request, id, (payment) => ({ changes: decide(payment) })),
    /** How long the bank of a card thinks. */
    delayOf: ({ method, token, customer }: AuthorizeRequest) =>
      method === "card" ? methodOf(books, token, customer).behaviour.delayMs : undefined,
    authorize: (request: Once, body: AuthorizeRequest, forced: Forced) =>
      once(request, () => {
        const made = opened(books, body, now());
        return { payment: made.payment, changes: [made, ...authorized(made, forced)] };
      }),
    capture: (request: Once, id: string, amount: number, forced: Forced) =>
      change(request, id, (payment) => {
        const changes = captured(payment, amount);
        if (!payment.behaviour.captureFails && forced === null) return { changes };
        return failed("capture_failed", "The card's bank let the hold go and will not pay.", captureFailed(id));
      }),
    void: (request: Once, id: string) => change(request, id, (payment) => ({ changes: voided(payment) })),
    refund: (request: Once, id: string, body: { amount: number; reference: string }, forced: Forced) =>
      change(request, id, (payment) => {
        const changes = refunded(payment, body);
        return forced === null ? { changes } : failed("refund_failed", "The card's bank will not take it.");
      }),
    /** The only place that ever sees a card's number, and it knows a handful of them. */
    makeMethod: (request: { number: string; expires_month: number; expires_year: number }) => {
      const digits = request.number.replaceAll(/[ -]/g, "");
      const known = testCards.find(({ number }) => number === digits);
      if (!known) throw new Refusal(422, "unknown_card", "Only the test cards are known here.");
      const card = cardOf(known.number, known.brand, request.expires_month, request.expires_year);
      const token = newId("tok");
      book([{ type: "method_made", token, behaviour: known.behaviour, card }]);
      return { token, ...card };
    },
    expireLate: () => {
      for (const payment of books.payments.values()) if (payment.status === "requires_action") find(payment.id);
    },
  };
}

export type Provider = ReturnType<typeof provider>;
