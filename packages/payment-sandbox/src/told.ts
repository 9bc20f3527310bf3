import type { Payment } from "./books.ts";
import type { Line } from "./entries.ts";

/** A payment as the API tells it. */
export function paymentOut(payment: Payment, base: string) {
  const { saved, behaviour: _, card, save_method: __, return_url: ___, account_number: ____, ...rest } = payment;
  return {
    ...rest,
    card,
    next_action: payment.status === "requires_action" ? nextAction(payment, base) : null,
    saved_method: saved ? { token: saved.token, ...saved.card } : null,
  };
}

function nextAction(payment: Payment, base: string) {
  if (payment.account_number === null) return { type: "redirect", redirect_url: `${base}/pay/${payment.id}` };
  return {
    type: "bank_transfer",
    bank: "Sandbox Bank",
    account_number: payment.account_number,
    holder: "Madang",
    due: payment.expires_at,
  };
}

/** The ledger with one row for each change, flat, so that it can be added up. */
export function ledgerOut(lines: readonly Line[], payments: ReadonlyMap<string, Payment>) {
  return lines.flatMap(({ seq, at, asked, changes }) =>
    changes.map((change) => {
      const payment = "payment" in change ? payments.get(change.payment) : undefined;
      const of = payment
        ? { reference: payment.reference, currency: payment.currency, metadata: payment.metadata }
        : {};
      const refund = change.type === "refunded" ? { refund_reference: change.reference } : {};
      return { seq, at, idempotency_key: asked?.key ?? null, ...change, ...of, ...refund };
    }),
  );
}
