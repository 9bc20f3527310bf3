import { type Environment, kitSettings, readSettings } from "@madang/service-kit";
import { z } from "zod";
import { Attempts } from "./credentials/attempts.ts";
import { Passwords } from "./credentials/passwords.ts";
import { SealedKeys } from "./sessions/sealedKeys.ts";

const count = (fallback: number, min = 1, max = 1_000_000) =>
  z.coerce.number().int().min(min).max(max).default(fallback);

/** The settings that are this subgraph's own. */
export const settings = z.object({
  ACCESS_TOKEN_SECRET: z.string().min(32).describe("Seals the keys that sign access tokens; a new one makes new keys"),
  ACCESS_TOKEN_MINUTES: count(15, 1, 60).describe("How long an access token is good for"),
  ACCESS_TOKEN_KEY_DAYS: count(30, 1, 365).describe("How long a key signs access tokens before the next one does"),
  REFRESH_TOKEN_DAYS: count(30, 1, 365).describe("How long a refresh token is good for"),
  PASSWORD_MEMORY_KIB: count(65_536, 1_024).describe("Memory of one argon2id hash"),
  PASSWORD_PASSES: count(3, 1, 100).describe("Passes of argon2id over its memory"),
  PASSWORD_CONCURRENCY: count(2, 1, 64).describe("Passwords hashed at once"),
  PASSWORD_QUEUE: count(32, 0).describe("Passwords that may wait for their turn; more are told to come back"),
  ATTEMPTS_PER_ACCOUNT: count(10).describe(
    "Failed sign-ins, and registrations, that an e-mail address has in a window",
  ),
  ATTEMPTS_PER_CLIENT: count(100).describe("Sign-ins, and registrations, that a client's address has in a window"),
  ATTEMPTS_WINDOW_SECONDS: count(900).describe("Length of that window"),
});

/** Reads the settings, and makes what lives as long as the service of them. */
export function env(environment: Environment) {
  const own = readSettings(settings, environment);
  const redis = readSettings(kitSettings.pick({ REDIS_URL: true, QUEUE_PREFIX: true }), environment);
  const attempts = new Attempts({ ...own, ...redis });
  return {
    ...own,
    attempts,
    passwords: new Passwords(own),
    sealedKeys: new SealedKeys(own.ACCESS_TOKEN_SECRET),
    [Symbol.asyncDispose]: () => attempts.close(),
  };
}

export type Settings = ReturnType<typeof env>;
