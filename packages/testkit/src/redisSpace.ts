import { randomBytes } from "node:crypto";
import { Redis } from "ioredis";
import { inject } from "vitest";
import "./provided.ts";

export type RedisSpace = AsyncDisposable & { readonly url: string; readonly prefix: string };

/** Redis under a prefix that nobody else uses; its keys go when it is disposed. */
export function redisSpace(): RedisSpace {
  const url = inject("redisUrl");
  const prefix = `test-${randomBytes(6).toString("hex")}`;
  return {
    url,
    prefix,
    [Symbol.asyncDispose]: async () => {
      const redis = new Redis(url);
      try {
        for await (const keys of redis.scanStream({ match: `${prefix}*`, count: 500 }))
          if (Array.isArray(keys) && keys.length > 0) await redis.unlink(keys);
      } finally {
        redis.disconnect();
      }
    },
  };
}
