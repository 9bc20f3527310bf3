import type { Asked, Behaviour, Card, Change, Created, Line } from "./entries.ts";

export type Status = "requires_action" | "authorized" | "captured" | "declined" | "voided" | "expired";

/** A payment as it stands. */
export interface Payment extends Omit<Created, "type" | "payment"> {
  readonly id: string;
  readonly created: string;
  status: Status;
  authorized: number;
  captured: number;
  refunded: number;
  charged_back: number;
  fee: number;
  decline_code: string | null;
  account_number: string | null;
  saved: Method | null;
  readonly refunds: { id: string; reference: string; amount: number }[];
}

/** What a token stands for; one that is saved pays for its customer alone. */
export interface Method {
  readonly token: string;
  readonly customer: string | null;
  readonly behaviour: Behaviour;
  readonly card: Card;
}

export interface Event {
  readonly id: string;
  readonly type: string;
  readonly payment: string;
  readonly created: string;
}

/** All that follows from the ledger. */
export interface Books {
  /** In the order in which they were made. */
  readonly payments: Map<string, Payment>;
  /** The same by the shop's reference: more than one when the shop asked more than once. */
  readonly byReference: Map<string, Payment[]>;
  readonly methods: Map<string, Method>;
  readonly asked: Map<string, Asked>;
  /** Told to nobody yet. */
  readonly events: Map<string, Event>;
}

export const emptyBooks = (): Books => ({
  payments: new Map(),
  byReference: new Map(),
  methods: new Map(),
  asked: new Map(),
  events: new Map(),
});

/** Books one line; the only place where anything changes. */
export function apply(books: Books, line: Line): void {
  if (line.asked) books.asked.set(line.asked.key, line.asked);
  for (const change of line.changes) applyChange(books, change, line.at);
}

function applyChange(books: Books, change: Change, at: string): void {
  switch (change.type) {
    case "created": {
      const made = opened(change, at);
      books.payments.set(made.id, made);
      books.byReference.set(made.reference, [...(books.byReference.get(made.reference) ?? []), made]);
      return;
    }
    case "method_made":
      books.methods.set(change.token, { ...change, customer: null });
      return;
    case "event_delivered":
    case "event_dropped":
      books.events.delete(change.event);
      return;
    case "event":
      books.events.set(change.event, { id: change.event, type: change.about, payment: change.payment, created: at });
      return;
    default: {
      const payment = books.payments.get(change.payment);
      if (!payment) throw new Error(`The ledger tells of ${change.payment}, which it never made.`);
      if (change.type === "method_saved") {
        payment.saved = change;
        books.methods.set(change.token, change);
      } else applyToPayment(payment, change);
    }
  }
}

type OfPayment = Exclude<
  Change,
  { type: "created" | "method_made" | "method_saved" | "event" | "event_delivered" | "event_dropped" }
>;

function applyToPayment(payment: Payment, change: OfPayment): void {
  switch (change.type) {
    case "challenged":
      payment.status = "requires_action";
      return;
    case "account_opened":
      payment.status = "requires_action";
      payment.account_number = change.account_number;
      return;
    case "authorized":
      payment.status = "authorized";
      payment.authorized = change.amount;
      return;
    case "declined":
      payment.status = "declined";
      payment.decline_code = change.code;
      return;
    case "captured":
      payment.status = "captured";
      payment.captured += change.amount;
      payment.fee += change.fee;
      return;
    case "refunded":
      payment.refunded += change.amount;
      payment.refunds.push({ id: change.refund, reference: change.reference, amount: change.amount });
      return;
    case "refund_failed":
      payment.refunded -= change.amount;
      payment.refunds.splice(
        payment.refunds.findIndex(({ id }) => id === change.refund),
        1,
      );
      return;
    case "charged_back":
      payment.charged_back += change.amount;
      return;
    case "chargeback_won":
      payment.charged_back -= change.amount;
      return;
    default:
      payment.status = change.type;
  }
}

const opened = ({ type: _, payment: id, ...rest }: Created, created: string): Payment => ({
  ...rest,
  id,
  created,
  status: "requires_action",
  authorized: 0,
  captured: 0,
  refunded: 0,
  charged_back: 0,
  fee: 0,
  decline_code: null,
  account_number: null,
  saved: null,
  refunds: [],
});
