import type { Viewer } from "@madang/service-kit";
import { GraphQLError } from "graphql";
import type { Redis } from "ioredis";
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import type { RouterSettings } from "../env.ts";

/** Counts a request of a viewer; throws `RATE_LIMITED` when there were too many this minute. */
export type CountRequest = (viewer: Viewer) => Promise<void>;

/**
 * Limits requests a minute: of an account wherever it comes from, of everyone else by address. Counted in Redis
 * for all routers together; while it is down each router counts for itself.
 */
export function rateLimit(
  redis: Redis,
  settings: Pick<RouterSettings, "RATE_LIMIT_ACCOUNT" | "RATE_LIMIT_ANONYMOUS">,
): CountRequest {
  const limiter = (keyPrefix: string, points: number) =>
    new RateLimiterRedis({
      storeClient: redis,
      keyPrefix,
      points,
      duration: 60,
      rejectIfRedisNotReady: true,
      inMemoryBlockOnConsumed: points + 1,
      insuranceLimiter: new RateLimiterMemory({ keyPrefix, points, duration: 60 }),
    });
  const accounts = limiter("madang:limit:account", settings.RATE_LIMIT_ACCOUNT);
  const addresses = limiter("madang:limit:address", settings.RATE_LIMIT_ANONYMOUS);
  return async (viewer) => {
    try {
      await (viewer.accountId ? accounts.consume(viewer.accountId) : addresses.consume(viewer.client ?? "unknown"));
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      const seconds = Math.ceil(error.msBeforeNext / 1_000);
      throw new GraphQLError(`Too many requests. Try again in ${seconds} seconds.`, {
        extensions: {
          code: "RATE_LIMITED",
          retryAfterSeconds: seconds,
          http: { status: 429, headers: new Map([["retry-after", String(seconds)]]) },
        },
      });
    }
  };
}
