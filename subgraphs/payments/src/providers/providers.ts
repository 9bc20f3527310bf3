import { z } from "zod";
import type { Provider, ProviderMethod } from "./provider.ts";
import { sandbox } from "./sandbox/sandbox.ts";
import { stripe } from "./stripe/stripe.ts";

const secret = z.string().min(8);

/** Which providers there are: each is on when its key is set. */
export const providerSettings = z.object({
  PAYMENT_SANDBOX_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe("The payment sandbox; none when left out"),
  PAYMENT_SANDBOX_KEY: secret.optional().describe("Key to the payment sandbox"),
  PAYMENT_SANDBOX_WEBHOOK_SECRET: secret.optional().describe("What the payment sandbox signs its webhooks with"),
  STRIPE_SECRET_KEY: secret.optional().describe("Secret key to Stripe; no Stripe when left out"),
  STRIPE_WEBHOOK_SECRET: secret.optional().describe("What Stripe signs its webhooks with"),
  STRIPE_API_BASE: z
    .url({ protocol: /^https?$/ })
    .default("https://api.stripe.com")
    .describe("Where Stripe's API is; another address for tests"),
});

/** A setting that another one needs. */
export const completeProviders = (
  settings: z.output<typeof providerSettings>,
  context: { addIssue: (issue: { code: "custom"; path: string[]; message: string }) => void },
): void => {
  const need = (name: keyof typeof settings, when: keyof typeof settings) => {
    if (settings[when] !== undefined && settings[name] === undefined)
      context.addIssue({ code: "custom", path: [name], message: `is needed with ${when}` });
  };
  need("PAYMENT_SANDBOX_KEY", "PAYMENT_SANDBOX_URL");
  need("PAYMENT_SANDBOX_WEBHOOK_SECRET", "PAYMENT_SANDBOX_URL");
  need("STRIPE_WEBHOOK_SECRET", "STRIPE_SECRET_KEY");
};

export interface Providers extends AsyncDisposable {
  readonly all: readonly Provider[];
  /** By the name that a payment keeps of its provider. */
  named(name: string): Provider | null;
  /** Whom a new payment goes to. */
  forMethod(method: ProviderMethod): Provider | null;
}

/** Opens the way to every provider that the settings name. Stripe comes before the sandbox where both can do it. */
export function providers(settings: z.output<typeof providerSettings>): Providers {
  const all = [...stripeOf(settings), ...sandboxOf(settings)];
  return {
    all,
    named: (name) => all.find((provider) => provider.name === name) ?? null,
    forMethod: (method) => all.find((provider) => provider.methods.includes(method)) ?? null,
    [Symbol.asyncDispose]: async () => {
      await Promise.all(all.map((provider) => provider[Symbol.asyncDispose]()));
    },
  };
}

type Settings = z.output<typeof providerSettings>;

function stripeOf({ STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET, STRIPE_API_BASE }: Settings): Provider[] {
  if (!STRIPE_SECRET_KEY || !STRIPE_WEBHOOK_SECRET) return [];
  return [stripe({ secretKey: STRIPE_SECRET_KEY, webhookSecret: STRIPE_WEBHOOK_SECRET, apiBase: STRIPE_API_BASE })];
}

function sandboxOf(settings: Settings): Provider[] {
  const { PAYMENT_SANDBOX_URL: url, PAYMENT_SANDBOX_KEY: key, PAYMENT_SANDBOX_WEBHOOK_SECRET: secret } = settings;
  return url && key && secret ? [sandbox({ url, key, webhookSecret: secret })] : [];
}
