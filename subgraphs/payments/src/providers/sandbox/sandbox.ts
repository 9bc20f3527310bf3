import { holdsCardNumber } from "@madang/service-kit";
import type { z } from "zod";
import { declinedUnseen } from "../declinedUnseen.ts";
import { idempotencyKeys } from "../idempotencyKeys.ts";
import {
  type AuthorizeRequest,
  type Provider,
  type ProviderAnswer,
  type ProviderPayment,
  ProviderUnavailable,
  type RefusalCode,
} from "../provider.ts";
import { type SandboxSettings, sandboxCalls } from "./sandboxCall.ts";
import { sandboxPage, sandboxPayment, sandboxRefusal } from "./sandboxPayment.ts";
import { sandboxWebhook } from "./sandboxWebhook.ts";

const codes: Readonly<Record<string, RefusalCode>> = {
  capture_failed: "CAPTURE_FAILED",
  not_capturable: "NOT_CAPTURABLE",
  not_voidable: "NOT_VOIDABLE",
  not_refundable: "NOT_REFUNDABLE",
  amount_too_large: "AMOUNT_TOO_LARGE",
  refund_failed: "REFUND_FAILED",
  not_found: "NOT_FOUND",
};

/** Nothing is held by what ended without being captured. */
const heldNothing = new Set<ProviderPayment["status"]>(["DECLINED", "VOIDED", "EXPIRED"]);

/** The sandbox: a provider to try out, spoken to as a real one is. */
export function sandbox(settings: SandboxSettings): Provider {
  const { call, close } = sandboxCalls(settings);

  const act = async (ref: string, verb: string, body: object, idempotencyKey: string): Promise<ProviderAnswer> => {
    const path = `/v1/payments/${encodeURIComponent(ref)}/${verb}`;
    const { status, json } = await call({ method: "POST", path, body, idempotencyKey });
    if (status === 200) return { done: true, payment: read(sandboxPayment, json) };
    const { error, payment } = read(sandboxRefusal, json);
    return { done: false, code: codes[error.code] ?? "REFUSED", reason: error.code, payment };
  };

  return {
    name: "sandbox",
    methods: ["CARD", "BANK_TRANSFER"],
    authorize: async (request) => {
      if (holdsCardNumber(request.token)) return declinedUnseen(request, "card_number_refused");
      const idempotencyKey = idempotencyKeys.authorize(request.paymentId);
      const { status, json } = await call({
        method: "POST",
        path: "/v1/payments",
        body: bodyOf(request),
        idempotencyKey,
      });
      if (status === 200) return read(sandboxPayment, json);
      return declinedUnseen(request, read(sandboxRefusal, json).error.code);
    },
    capture: ({ paymentId, ref, amount }) =>
      act(ref, "capture", { amount: Number(amount.minor) }, idempotencyKeys.capture(paymentId)),
    void: async ({ paymentId, ref }) => {
      const answer = await act(ref, "void", {}, idempotencyKeys.void(paymentId));
      const { payment } = answer;
      return payment && heldNothing.has(payment.status) ? { done: true, payment } : answer;
    },
    refund: ({ paymentId, ref, refundId, amount }) =>
      act(
        ref,
        "refunds",
        { amount: Number(amount.minor), reference: refundId },
        idempotencyKeys.refund(paymentId, refundId),
      ),
    fetch: async ({ paymentId, ref }) => {
      if (ref === null) {
        const path = `/v1/payments?reference=${encodeURIComponent(paymentId)}`;
        return read(sandboxPage, okay(await call({ method: "GET", path }))).data.at(-1) ?? null;
      }
      const answer = await call({ method: "GET", path: `/v1/payments/${encodeURIComponent(ref)}` });
      return answer.status === 404 ? null : read(sandboxPayment, okay(answer));
    },
    list: async ({ since, cursor }) => {
      const query = new URLSearchParams({ since: since.toISOString(), ...(cursor === null ? {} : { cursor }) });
      const page = read(sandboxPage, okay(await call({ method: "GET", path: `/v1/payments?${query}` })));
      return { payments: page.data, cursor: page.cursor };
    },
    verifyWebhook: sandboxWebhook(settings.webhookSecret),
    [Symbol.asyncDispose]: close,
  };
}

const bodyOf = ({ amount, method, token, ...request }: AuthorizeRequest) => ({
  reference: request.paymentId,
  amount: Number(amount.minor),
  currency: amount.currency,
  ...(method === "CARD" ? { method: "card", token } : { method: "bank_transfer" }),
  capture: "manual",
  return_url: request.returnUrl,
  expires_at: request.expiresAt.toISOString(),
  customer: request.customer,
  save_method: request.saveMethod,
  metadata: { order_id: request.orderId },
});

function read<S extends z.ZodType>(schema: S, json: unknown): z.output<S> {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new ProviderUnavailable("sandbox", "its answer does not keep its contract", parsed.error);
}

function okay({ status, json }: { status: number; json: unknown }): unknown {
  if (status !== 200) throw new ProviderUnavailable("sandbox", `answered ${status}`);
  return json;
}
