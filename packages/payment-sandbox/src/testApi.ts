import { checkKey, onceOf, type Parts } from "./api.ts";
import type { Payment } from "./books.ts";
import type { Change } from "./entries.ts";
import type { Asking, Route } from "./http.ts";
import { chargebackWon, chargedBack, deposited, refundFailed } from "./payments.ts";
import { amountRequest, chargebackRequest, faultsRequest, referenceRequest } from "./requests.ts";
import { ledgerOut, paymentOut } from "./told.ts";

/** What no real provider has: the customer's bank, the switches, and a look into the ledger. */
export function testApi(parts: Parts, pendingWebhooks: () => number): Route[] {
  const { ledger, provider, faults } = parts;

  const plays = (verb: string, act: (payment: Payment, body: unknown) => Change[]): Route => ({
    method: "POST",
    path: new RegExp(`^/v1/test/payments/([a-z_]+)/${verb}$`),
    handle: async (asking) => {
      checkKey(parts.key, asking);
      const body = asking.body ?? {};
      const once = asking.headers["idempotency-key"] === undefined ? null : onceOf(asking, body);
      const payment = provider.change(once, asking.params[0] ?? "", (found) => act(found, body));
      await ledger.settled();
      return { status: 200, body: paymentOut(payment, parts.base()) };
    },
  });

  const told = (method: Route["method"], path: RegExp, tell: (asking: Asking) => unknown): Route => ({
    method,
    path,
    handle: async (asking) => {
      checkKey(parts.key, asking);
      const body = tell(asking);
      await ledger.settled();
      return { status: 200, body };
    },
  });

  const set = (request: unknown) => {
    faults.set(faultsRequest.parse(request));
    return faults.told();
  };

  return [
    plays("deposit", (payment, body) => deposited(payment, amountRequest.parse(body).amount)),
    plays("chargeback", (payment, body) => chargedBack(payment, chargebackRequest.parse(body).amount)),
    plays("chargeback_won", chargebackWon),
    plays("refund_failed", (payment, body) => refundFailed(payment, referenceRequest.parse(body).reference)),
    told("GET", /^\/v1\/test\/faults$/, faults.told),
    told("PUT", /^\/v1\/test\/faults$/, ({ body }) => set(body)),
    told("DELETE", /^\/v1\/test\/faults$/, () => set({ rules: [] })),
    told("GET", /^\/v1\/test\/ledger$/, () => ({ entries: ledgerOut(ledger.lines, ledger.books.payments) })),
    told("GET", /^\/v1\/test\/webhooks$/, () => ({ pending: pendingWebhooks() })),
  ];
}
