import { startSandboxProcess, startWebhookReceiver, type WebhookReceiver } from "@madang/payment-sandbox/testing";
import { z } from "zod";
import { startStripeStandIn } from "../../fixtures/stripe/startStripeStandIn.ts";
import { stripeTokens } from "../../fixtures/stripe/stripeActions.ts";
import type { Provider } from "../provider.ts";
import { sandbox } from "../sandbox/sandbox.ts";
import { stripe } from "../stripe/stripe.ts";

type Change = "authorize" | "capture" | "void" | "refund";

/** A provider with the real thing behind it, or what stands in for it, and what only the outside can do to it. */
export interface Bench extends AsyncDisposable {
  readonly provider: Provider;
  readonly tokens: Readonly<Record<"ok" | "declined" | "challenge" | "captureFails", string>>;
  readonly receiver: WebhookReceiver;
  readonly webhookSecret: string;
  /** What became of money in the provider's own books. */
  journal(): Promise<readonly string[]>;
  /** The next change is made, and its answer lost. */
  loseNextReply(call: Change): Promise<void>;
  failNext(call: Change): Promise<void>;
  /** Each answer takes so long from now on. */
  delay(ms: number): Promise<void>;
  chargeBack(ref: string): Promise<void>;
  winDispute(ref: string): Promise<void>;
  /** The shopper's bank sends a refund back. */
  failRefund(ref: string, refundId: string): Promise<void>;
  /** It is gone. */
  stop(): Promise<void>;
}

const entries = z.object({ entries: z.array(z.looseObject({ type: z.string(), amount: z.int().optional() })) });
const named: Readonly<Record<string, string>> = { charged_back: "chargedBack" };
const ofMoney = new Set(["authorized", "captured", "declined", "voided", "refunded", "charged_back"]);

export async function sandboxBench(): Promise<Bench> {
  const receiver = await startWebhookReceiver();
  const process = await startSandboxProcess({ webhook: receiver.url });
  const provider = sandbox({ url: process.url, key: process.key, webhookSecret: process.secret });
  const calls = ["authorize", "capture", "void", "refund", "fetch"];
  const onNext = async (call: Change, fault: string) => {
    await process.faults([{ call, fault, next: 1 }]);
  };
  return {
    provider,
    tokens: { ok: "tok_ok", declined: "tok_declined", challenge: "tok_3ds", captureFails: "tok_capture_fails" },
    receiver,
    webhookSecret: process.secret,
    journal: async () => {
      const told = entries.parse((await process.call("GET", "/v1/test/ledger")).body).entries;
      return told
        .filter(({ type }) => ofMoney.has(type))
        .map(({ type, amount }) => (amount === undefined ? type : `${named[type] ?? type} ${amount}`));
    },
    loseNextReply: (call) => onNext(call, "drop_reply"),
    failNext: (call) => onNext(call, "error_500"),
    delay: async (ms) => {
      await process.faults(calls.map((call) => ({ call, fault: "slow_reply", ms, rate: 1 })));
    },
    chargeBack: async (ref) => {
      await process.call("POST", `/v1/test/payments/${ref}/chargeback`, {});
    },
    winDispute: async (ref) => {
      await process.call("POST", `/v1/test/payments/${ref}/chargeback_won`);
    },
    failRefund: async (ref, reference) => {
      await process.call("POST", `/v1/test/payments/${ref}/refund_failed`, { reference });
    },
    stop: async () => {
      await process.kill();
    },
    [Symbol.asyncDispose]: async () => {
      await provider[Symbol.asyncDispose]();
      await process[Symbol.asyncDispose]();
      await receiver[Symbol.asyncDispose]();
    },
  };
}

export async function stripeBench() {
  const receiver = await startWebhookReceiver();
  const standIn = await startStripeStandIn({ webhook: receiver.url });
  const { url: apiBase, secretKey, webhookSecret, state } = standIn;
  const provider = stripe({ secretKey, webhookSecret, apiBase });
  let running = true;
  const stop = async () => {
    if (running) await standIn[Symbol.asyncDispose]();
    running = false;
  };
  return {
    provider,
    tokens: stripeTokens,
    receiver,
    webhookSecret,
    standIn,
    journal: async () => standIn.journal,
    loseNextReply: async () => {
      // The client repeats the first one itself.
      state.loseReplies = 2;
    },
    failNext: async () => {
      state.failures = 1;
    },
    delay: async (ms: number) => {
      state.delayMs = ms;
    },
    chargeBack: async (ref: string) => standIn.dispute(ref),
    winDispute: async (ref: string) => standIn.winDispute(ref),
    failRefund: async (ref: string) => standIn.failRefund(ref),
    stop,
    [Symbol.asyncDispose]: async () => {
      await provider[Symbol.asyncDispose]();
      await stop();
      await receiver[Symbol.asyncDispose]();
    },
  } satisfies Bench & { standIn: unknown };
}
