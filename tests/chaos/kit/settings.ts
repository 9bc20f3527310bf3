import { join } from "node:path";
import { keptKey, publicPart } from "@madang/local";
import { settingName } from "@madang/service-kit";

/**
 * Shorter waits than in service, so that more happens in the same time: what is resumed, sent again or tried again is
 * so after seconds. What the shop does is the same.
 */
const waits = {
  PROCESS_LEASE_MS: "5000",
  PROCESS_POLL_MS: "500",
  RELAY_POLL_MS: "500",
  DELIVERY_RESEND_MS: "4000",
  BREAKER_OPEN_MS: "2000",
  WORKER_LOCK_MS: "6000",
  MAIL_RETRY_MS: "500",
  MAIL_LEASE_MS: "20000",
  // Whoever walks away without paying loses the order while the row settles.
  CARD_MINUTES: "1",
  BANK_TRANSFER_MINUTES: "1",
};

/** Everybody comes from one address here, and passwords are not what is tested. */
const limits = {
  DATABASE_POOL: "6",
  RATE_LIMIT_ANONYMOUS: "1000000",
  RATE_LIMIT_ACCOUNT: "1000000",
  ATTEMPTS_PER_ACCOUNT: "100000",
  ATTEMPTS_PER_CLIENT: "100000",
  PASSWORD_MEMORY_KIB: "1024",
  PASSWORD_PASSES: "1",
};

const secrets = {
  CURSOR_SECRET: "a secret for the cursors of chaos",
  ACCESS_TOKEN_SECRET: "a secret that seals the keys of chaos",
};

export type Keys = (service: string) => Readonly<Record<string, string>>;

/** The identity of every service, and whom it trusts. */
export async function makeKeys(dir: string, names: readonly string[]): Promise<Keys> {
  const own = new Map<string, string>();
  const keys: object[] = [];
  for (const name of names) {
    const key = await keptKey(join(dir, "keys"), name);
    own.set(name, JSON.stringify(key));
    keys.push(publicPart(key));
  }
  return (service) => ({
    [settingName("IDENTITY_KEY", service)]: own.get(service) ?? "",
    TRUSTED_IDENTITIES: JSON.stringify({ keys }),
  });
}

/** What every service is told, whoever it is. */
export const shared: Readonly<Record<string, string>> = {
  ...waits,
  ...limits,
  ...secrets,
  HOST: "127.0.0.1",
  LOG_LEVEL: "warn",
  NODE_ENV: "test",
  QUEUE_PREFIX: "chaos",
  APOLLO_TELEMETRY_DISABLED: "1",
};
