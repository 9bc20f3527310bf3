import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { root } from "../launcher/folders.ts";
import { defaultBase } from "../launcher/ports.ts";
import { Refusal } from "../launcher/Refusal.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** What `npm start` itself reads; the services read their own. */
export const localSettings = z.object({
  MADANG_PORT_BASE: z.coerce
    .number()
    .int()
    .min(1024)
    .max(65_300)
    .default(defaultBase)
    .describe("The router's port; all others move with it"),
  REDIS_URL: z
    .url({ protocol: /^rediss?$/ })
    .optional()
    .describe("A Redis of your own; none is started then"),
  SMTP_URL: z
    .url({ protocol: /^smtps?$/ })
    .optional()
    .describe("A mail server of your own; no mail box is started then"),
  QUEUE_PREFIX: z.string().default("madang").describe("Prefix of all keys in Redis"),
});

export type LocalSettings = z.output<typeof localSettings>;

/** Reads the settings; one that cannot be used stops the start with its name. */
export function readLocalSettings(env: Environment): LocalSettings {
  const parsed = localSettings.safeParse(Object.fromEntries(Object.entries(env).filter(([, value]) => value !== "")));
  if (parsed.success) return parsed.data;
  const reasons = parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  throw new Refusal(`Settings that cannot be used: ${reasons.join("; ")}.`);
}

/** Adds what `.env` says to the environment, in which what is there already wins. */
export function loadEnvFile(): void {
  const file = join(root, ".env");
  if (existsSync(file)) process.loadEnvFile(file);
}

/** `orders` and `DATABASE_URL` become `DATABASE_URL_ORDERS`. */
export const settingName = (setting: string, service: string) => `${setting}_${service.toUpperCase()}`;
