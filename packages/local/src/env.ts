import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";
import { defaultBase } from "./launcher/ports.ts";
import { Refusal } from "./launcher/Refusal.ts";

/** The folder of the whole checkout. */
export const root = resolve(import.meta.dirname, "../../..");

export type Environment = Readonly<Record<string, string | undefined>>;

/** What `npm start` itself reads; the services read their own. */
export const localSettings = z.object({
  MADANG_HOME: z.string().default(root).describe("Where the folder .madang is kept, with all local data"),
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
  QUEUE_PREFIX: z
    .string()
    .default("madang")
    .describe("Prefix in Redis of the queues and of what is counted at sign-in"),
});

export type LocalSettings = z.output<typeof localSettings>;

/** The environment of this process, and what `.env` adds to it; what is there already wins. */
export function environment(): Environment {
  const file = join(root, ".env");
  if (existsSync(file)) process.loadEnvFile(file);
  return process.env;
}

/** Where the folder .madang is. */
export const home = resolve(environment()["MADANG_HOME"] || root);

/** Where programs are looked for. */
export const searchPath = () => process.env["PATH"] ?? "";

/** The process that started this one and wants it to end with itself. */
export const parentPid = () => process.env["MADANG_PARENT"];

/** Reads the settings; one that cannot be used stops the start with its name. */
export function readLocalSettings(env: Environment): LocalSettings {
  const parsed = localSettings.safeParse(Object.fromEntries(Object.entries(env).filter(([, value]) => value !== "")));
  if (parsed.success) return parsed.data;
  const reasons = parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  throw new Refusal(`Settings that cannot be used: ${reasons.join("; ")}.`);
}

/** `orders` and `DATABASE_URL` become `DATABASE_URL_ORDERS`. */
export const settingName = (setting: string, service: string) => `${setting}_${service.toUpperCase()}`;
