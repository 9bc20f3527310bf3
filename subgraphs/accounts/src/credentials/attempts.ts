import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import { clientNetwork } from "../domain/clientNetwork.ts";
import { emailKey } from "../domain/email.ts";

/** How long Redis may take to answer before the attempt is counted here. */
const patienceMs = 300;

export interface AttemptSettings {
  readonly REDIS_URL: string;
  readonly QUEUE_PREFIX: string;
  readonly ATTEMPTS_PER_ACCOUNT: number;
  readonly ATTEMPTS_PER_CLIENT: number;
  readonly ATTEMPTS_WINDOW_SECONDS: number;
}

export type AttemptKind = "signIn" | "register";

interface Attempt {
  readonly email: string;
  /** Null for those without an address: services. */
  readonly client: string | null;
}

/**
 * Counts attempts per e-mail address, known or not, and per client. The counts are in Redis, apart from any
 * transaction, so a refusal leaves them; while Redis is away each instance counts for itself.
 */
export class Attempts {
  readonly #redis: Redis;
  #connecting: Promise<void> | undefined;
  readonly #limiters: Readonly<Record<AttemptKind, { account: RateLimiterRedis; client: RateLimiterRedis }>>;

  constructor(settings: AttemptSettings) {
    this.#redis = new Redis(settings.REDIS_URL, {
      lazyConnect: true,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      connectTimeout: 5_000,
      commandTimeout: patienceMs,
    });
    // It connects again by itself; until then the limiters count in memory.
    this.#redis.on("error", () => undefined);
    const limiter = (name: string, points: number) => {
      const options = {
        keyPrefix: `${settings.QUEUE_PREFIX}:attempts:${name}`,
        points,
        duration: settings.ATTEMPTS_WINDOW_SECONDS,
      };
      const insuranceLimiter = new RateLimiterMemory(options);
      return new RateLimiterRedis({ ...options, storeClient: this.#redis, insuranceLimiter });
    };
    const limiters = (kind: AttemptKind) => ({
      account: limiter(`${kind}:account`, settings.ATTEMPTS_PER_ACCOUNT),
      client: limiter(`${kind}:client`, settings.ATTEMPTS_PER_CLIENT),
    });
    this.#limiters = { signIn: limiters("signIn"), register: limiters("register") };
  }

  /** Counts an attempt. Null when it may go on, else the seconds until another may. */
  async take(kind: AttemptKind, { email, client }: Attempt): Promise<number | null> {
    await this.#connected();
    const { account, client: clients } = this.#limiters[kind];
    // A client that is over its limit must not use up the attempts of the accounts that it names.
    const wait = client === null ? null : await consume(clients, clientNetwork(client));
    return wait ?? (await consume(account, accountKey(email)));
  }

  /** Forgets the attempts on an account: whoever has its password may try as often as they like. */
  async forgive(kind: AttemptKind, email: string): Promise<void> {
    await this.#limiters[kind].account.delete(accountKey(email));
  }

  async close(): Promise<void> {
    this.#redis.disconnect();
  }

  /** The first attempts wait for the connection, but not long; later ones take it as it is. */
  #connected(): Promise<void> {
    // Its error event, and the limiters, take care of a Redis that is not there.
    const connecting = () => this.#redis.connect().catch(() => undefined);
    this.#connecting ??= Promise.race([connecting(), sleep(patienceMs, undefined, { ref: false })]);
    return this.#connecting;
  }
}

/** Redis learns no addresses. */
const accountKey = (email: string) => createHash("sha256").update(emailKey(email)).digest("base64url");

async function consume(limiter: RateLimiterRedis, key: string): Promise<number | null> {
  try {
    await limiter.consume(key);
    return null;
  } catch (refused) {
    if (refused instanceof RateLimiterRes) return Math.max(1, Math.ceil(refused.msBeforeNext / 1_000));
    throw refused;
  }
}
