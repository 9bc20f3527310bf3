import * as executors from "../../subgraphs/payments/src/processes/executors.ts";
import { lookAfterDue } from "../../subgraphs/payments/src/processes/lookAfter.ts";
import { reconcile } from "../../subgraphs/payments/src/processes/reconcile.ts";
import { webhooks } from "../../subgraphs/payments/src/routes/webhooks.ts";
import type { BankCall } from "./bank.ts";
import { Broken } from "./broken.ts";
import { numberOf } from "./canon.ts";
import { type Outcome, replay } from "./replay.ts";
import type { Thread } from "./state.ts";

// What payments is in the middle of: its own code, run up to the next thing that others could notice.

type Asked =
  | { readonly kind: "run"; readonly action: unknown; readonly input: unknown }
  | { readonly kind: "bank"; readonly call: BankCall };
type Ask = (asked: Asked) => Promise<unknown>;

function providerOf(ask: Ask) {
  const bank = (call: BankCall["call"]) => (request: object) =>
    ask({ kind: "bank", call: { call, request } as BankCall });
  return {
    name: "bank",
    methods: ["CARD", "BANK_TRANSFER"],
    authorize: bank("authorize"),
    capture: bank("capture"),
    void: bank("void"),
    refund: bank("refund"),
    fetch: bank("fetch"),
    list: bank("list"),
    verifyWebhook: (_: object, body: Buffer) => JSON.parse(body.toString()),
  };
}

/** What code of payments is given: everything that it asks of it is asked of the model. */
function contextOf(ask: Ask) {
  const provider = providerOf(ask);
  const error = ({ err }: { err: unknown }) => {
    throw new Broken(`payments threw ${String(err)}`);
  };
  return {
    run: (action: unknown, input: unknown) => ask({ kind: "run", action, input }),
    tell: (told: unknown) => told,
    settings: { providers: { named: () => provider, all: [provider] } },
    log: { warn: () => undefined, error },
  } as never;
}

function codeOf({ kind, name, input }: Thread) {
  return async (ask: Ask): Promise<unknown> => {
    const context = contextOf(ask);
    const of = input as { orderId: string; expiresAt: string };
    if (kind === "sweep") return await lookAfterDue(context);
    if (kind === "reconcile") return await reconcile(context);
    if (kind === "webhook") {
      const request = { params: { provider: "bank" }, headers: {}, rawBody: Buffer.from(JSON.stringify(input)) };
      return await webhooks.handle(request, context);
    }
    if (name === "authorizePayments")
      return await executors.authorizePayments(context, { ...of, expiresAt: new Date(of.expiresAt) });
    if (name === "capturePayments") return await executors.capturePayments(context, of.orderId);
    if (name === "voidPayments") return await executors.voidPayments(context, of.orderId);
    if (name === "refundPayments") return await executors.refundPayments(context, of);
    throw new Broken(`payments is asked for ${name}, which the model does not know`);
  };
}

const outcomes = new Map<string, Promise<Outcome<Asked>>>();

/** How far a thread of payments comes by what it was answered. */
export function outcomeOf(thread: Thread): Promise<Outcome<Asked>> {
  const key = `${thread.kind} ${thread.name} ${numberOf(thread.input)} ${numberOf(thread.log)}`;
  const known = outcomes.get(key);
  if (known) return known;
  const made = replay<Asked>(codeOf(thread), thread.log);
  outcomes.set(key, made);
  return made;
}
