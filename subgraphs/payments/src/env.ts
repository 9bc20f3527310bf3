import { type Environment, readSettings } from "@madang/service-kit";
import { z } from "zod";
import { completeProviders, providerSettings, providers } from "./providers/providers.ts";

/** The settings that are this subgraph's own. */
export const settings = providerSettings.extend({
  RECONCILE_EVERY_MS: z.coerce
    .number()
    .int()
    .min(1_000)
    .max(86_400_000)
    .default(60_000)
    .describe("How often the books are compared with those of the payment providers"),
});

/** Reads the settings, and opens the ways to the payment providers. */
export function env(environment: Environment) {
  const own = readSettings(settings.superRefine(completeProviders), environment);
  const opened = providers(own);
  return { ...own, providers: opened, [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose]() };
}

export type Settings = ReturnType<typeof env>;
