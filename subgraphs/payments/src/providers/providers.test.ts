import { readSettings } from "@madang/service-kit";
import { expect, it } from "vitest";
import { completeProviders, providerSettings, providers } from "./providers.ts";

const read = (env: Record<string, string>) => readSettings(providerSettings.superRefine(completeProviders), env);
const theSandbox = {
  PAYMENT_SANDBOX_URL: "http://127.0.0.1:4090",
  PAYMENT_SANDBOX_KEY: "sk_sandbox",
  PAYMENT_SANDBOX_WEBHOOK_SECRET: "whsec_sandbox",
};
const theStripe = { STRIPE_SECRET_KEY: "sk_test_key", STRIPE_WEBHOOK_SECRET: "whsec_stripe" };

it.each([
  ["nobody", {}, [], [undefined, undefined]],
  ["the sandbox", theSandbox, ["sandbox"], ["sandbox", "sandbox"]],
  ["Stripe", theStripe, ["stripe"], ["stripe", undefined]],
  ["both", { ...theSandbox, ...theStripe }, ["stripe", "sandbox"], ["stripe", "sandbox"]],
])("goes to %s as the settings say", async (_, env, names, [card, transfer]) => {
  await using known = providers(read(env));
  expect(known.all.map(({ name }) => name)).toEqual(names);
  expect(known.forMethod("CARD")?.name).toBe(card);
  expect(known.forMethod("BANK_TRANSFER")?.name).toBe(transfer);
  for (const name of names) expect(known.named(name)?.name).toBe(name);
  expect(known.named("nobody")).toBeNull();
});

it("refuses half of what a provider needs, and tells no value", () => {
  expect(() => read({ ...theStripe, STRIPE_WEBHOOK_SECRET: "" })).toThrow(
    "Settings that cannot be used: STRIPE_WEBHOOK_SECRET: is needed with STRIPE_SECRET_KEY.",
  );
  expect(() => read({ PAYMENT_SANDBOX_URL: "http://127.0.0.1:4090" })).toThrow("PAYMENT_SANDBOX_KEY");
  expect(() => read({ PAYMENT_SANDBOX_URL: "not an address" })).toThrow(/^(?!.*not an address).*PAYMENT_SANDBOX_URL/);
});
