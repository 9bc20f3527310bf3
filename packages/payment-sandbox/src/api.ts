import { createHash, timingSafeEqual } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { z } from "zod";
import type { Payment } from "./books.ts";
import type { Faults } from "./faults.ts";
import { type Answer, type Asking, hangUp, type Route } from "./http.ts";
import type { Ledger } from "./ledger.ts";
import type { Forced } from "./payments.ts";
import { hashOf, type Once, type Provider } from "./provider.ts";
import { Refusal } from "./refusal.ts";
import {
  amountRequest,
  authorizeRequest,
  type FaultRule,
  listRequest,
  methodRequest,
  nothing,
  refundRequest,
} from "./requests.ts";
import { paymentOut } from "./told.ts";

export interface Parts {
  readonly ledger: Ledger;
  readonly provider: Provider;
  readonly faults: Faults;
  readonly key: string;
  /** Where the sandbox is reached. */
  readonly base: () => string;
}

const digest = (text: string) => createHash("sha256").update(text).digest();

export function checkKey(key: string, { headers }: Asking): void {
  if (!timingSafeEqual(digest(headers.authorization ?? ""), digest(`Bearer ${key}`)))
    throw new Refusal(401, "unauthorized", "Send the key as a bearer token.");
}

/** The request's idempotency key and a hash of what it asks for. */
export function onceOf({ headers, path }: Asking, body: unknown): Once {
  const key = headers["idempotency-key"];
  if (typeof key !== "string" || !/^[\x21-\x7e]{8,200}$/.test(key))
    throw new Refusal(400, "idempotency_key_missing", "Send an idempotency-key of 8 to 200 visible characters.");
  return { key, hash: hashOf(path, body) };
}

/** The API that a shop uses, with the faults that it was told to have. */
export function api(parts: Parts): Route[] {
  const { ledger, provider, faults } = parts;
  const out = (payment: Payment): Answer => ({ status: 200, body: paymentOut(payment, parts.base()) });
  const refused = (error: unknown): Answer => {
    if (error instanceof Refusal) return refusalOut(error, parts);
    throw error;
  };

  /** Runs a call as the first rule that strikes will have it. */
  const faulty = async (
    asking: Asking,
    call: FaultRule["call"],
    reference: string | undefined,
    work: (forced: Forced) => Promise<Answer> | Answer,
  ) => {
    checkKey(parts.key, asking);
    const rule = faults.strike(call, reference);
    if (rule?.fault === "unreachable") return hangUp;
    if (rule?.fault === "error_500") throw new Refusal(500, "internal_error", "The sandbox was told to fail.");
    if (rule?.fault === "slow") await wait(rule.ms);
    const forced = rule?.fault === "decline" || rule?.fault === "three_d_secure" ? rule.fault : null;
    const answer = await Promise.resolve()
      .then(() => work(forced))
      .catch(refused);
    await ledger.settled();
    if (rule?.fault === "slow_reply") await wait(rule.ms);
    return rule?.fault === "drop_reply" ? hangUp : answer;
  };

  /** A call that changes a payment. */
  const change = <S extends z.ZodType>(
    verb: string,
    call: FaultRule["call"],
    schema: S,
    act: (once: Once, id: string, body: z.output<S>, forced: Forced) => Payment,
  ): Route => ({
    method: "POST",
    path: new RegExp(`^/v1/payments/([a-z_]+)/${verb}$`),
    handle: (asking) => {
      const id = asking.params[0] ?? "";
      return faulty(asking, call, ledger.books.payments.get(id)?.reference, (forced) => {
        const body = schema.parse(asking.body ?? {});
        return out(act(onceOf(asking, body), id, body, forced));
      });
    },
  });

  const authorize = async (asking: Asking, forced: Forced) => {
    const body = authorizeRequest.parse(asking.body);
    const once = onceOf(asking, body);
    const delayMs = provider.delayOf(body);
    if (delayMs !== undefined && !ledger.books.asked.has(once.key)) await wait(delayMs);
    return out(provider.authorize(once, body, forced));
  };

  const list = ({ query }: Asking): Answer => {
    const { reference, since, cursor, limit } = listRequest.parse(query);
    provider.expireLate();
    const from = since === undefined ? 0 : Date.parse(since);
    const { payments, byReference } = ledger.books;
    const known = reference === undefined ? [...payments.values()] : (byReference.get(reference) ?? []);
    const all = known.filter((payment) => Date.parse(payment.created) >= from);
    const start = cursor === undefined ? 0 : all.findIndex(({ id }) => id === cursor) + 1;
    const page = all.slice(start, start + limit);
    const more = start + limit < all.length;
    const body = { data: page.map((one) => paymentOut(one, parts.base())), cursor: more ? page.at(-1)?.id : null };
    return { status: 200, body };
  };

  return [
    {
      method: "POST",
      path: /^\/v1\/payments$/,
      handle: (asking) => faulty(asking, "authorize", referenceIn(asking.body), (forced) => authorize(asking, forced)),
    },
    change("capture", "capture", amountRequest, (once, id, { amount }, forced) =>
      provider.capture(once, id, amount, forced),
    ),
    change("void", "void", nothing, (once, id) => provider.void(once, id)),
    change("refunds", "refund", refundRequest, (once, id, body, forced) => provider.refund(once, id, body, forced)),
    {
      method: "GET",
      path: /^\/v1\/payments$/,
      handle: (asking) => faulty(asking, "fetch", asking.query["reference"], () => list(asking)),
    },
    {
      method: "GET",
      path: /^\/v1\/payments\/([a-z_]+)$/,
      handle: (asking) => {
        const id = asking.params[0] ?? "";
        const reference = ledger.books.payments.get(id)?.reference;
        return faulty(asking, "fetch", reference, () => out(provider.find(id)));
      },
    },
    {
      method: "POST",
      path: /^\/v1\/methods$/,
      handle: async (asking) => {
        checkKey(parts.key, asking);
        const made = provider.makeMethod(methodRequest.parse(asking.body));
        await ledger.settled();
        return { status: 200, body: made };
      },
    },
  ];
}

const referenceIn = (body: unknown) =>
  typeof body === "object" && body !== null && "reference" in body && typeof body.reference === "string"
    ? body.reference
    : undefined;

/** A refusal tells how the payment stands, when there is one. */
export function refusalOut({ status, code, message, payment }: Refusal, { ledger, base }: Parts): Answer {
  const known = payment === undefined ? undefined : ledger.books.payments.get(payment);
  return { status, body: { error: { code, message }, payment: known ? paymentOut(known, base()) : null } };
}
