import type { Parts } from "./api.ts";
import type { Payment } from "./books.ts";
import type { Change } from "./entries.ts";
import type { Answer, Route } from "./http.ts";
import { answered, deposited } from "./payments.ts";

const style = `body{font:16px/1.5 system-ui,sans-serif;max-width:26rem;margin:4rem auto;padding:0 1rem;color:#222}
form{display:inline}button{font:inherit;padding:.5rem 1.2rem;margin-right:.6rem}`;

/** The page of the customer's bank: approve or decline a card, deposit a transfer. Whoever knows its address may use it, as with a real one. */
export function page({ ledger, provider }: Parts): Route[] {
  const answer = (verb: string, act: (found: Payment) => Change[]): Route => ({
    method: "POST",
    path: new RegExp(`^/pay/([a-z_]+)/${verb}$`),
    handle: async ({ params }) => {
      const id = params[0] ?? "";
      // A second click finds nothing to answer, and leads back like the first.
      const payment =
        provider.find(id).status === "requires_action" ? provider.change(null, id, act) : provider.find(id);
      await ledger.settled();
      if (payment.return_url === null) return html(200, sentence(payment));
      return { status: 303, body: "", headers: { location: payment.return_url } };
    },
  });

  return [
    { method: "GET", path: /^\/$/, handle: () => html(200, latest([...ledger.books.payments.values()].slice(-50))) },
    {
      method: "GET",
      path: /^\/pay\/([a-z_]+)$/,
      handle: async ({ params }) => {
        const payment = provider.find(params[0] ?? "");
        await ledger.settled();
        if (payment.status !== "requires_action") return html(200, sentence(payment));
        return html(200, `<p>Pay ${payment.amount} (minor units) ${payment.currency}?</p>${buttons(payment)}`);
      },
    },
    answer("approve", (found) => answered(found, true)),
    answer("decline", (found) => answered(found, false)),
    answer("deposit", (found) => deposited(found, found.amount)),
    { method: "GET", path: /^\/health\/ready$/, handle: () => ({ status: 200, body: { status: "ready" } }) },
  ];
}

const sentence = (payment: Payment) => `<p>This payment is ${payment.status}.</p>`;

const latest = (payments: readonly Payment[]) =>
  payments.length === 0 ? "<p>No payment has come yet.</p>" : `<ul>${payments.toReversed().map(entry).join("")}</ul>`;

const entry = ({ id, created, amount, currency, status }: Payment) =>
  `<li>${created} ${amount} ${currency} <a href="/pay/${id}">${status}</a></li>`;

const buttons = ({ id, method }: Payment) =>
  (method === "card" ? ["approve", "decline"] : ["deposit"])
    .map((verb) => `<form method="post" action="/pay/${id}/${verb}"><button>${verb}</button></form>`)
    .join("");

const html = (status: number, body: string): Answer => ({
  status,
  body: `<!doctype html><html lang="en"><meta charset="utf-8"><title>Sandbox bank</title><style>${style}</style><h1>Sandbox bank</h1>${body}</html>`,
  headers: {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
  },
});
