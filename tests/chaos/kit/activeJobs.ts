import { Redis } from "ioredis";
import type { RedisServer } from "./redis.ts";

/** The jobs that the worker of a room has in hand. */
export interface ActiveJobs extends AsyncDisposable {
  /** Whether there are any. */
  some(): Promise<boolean>;
  /** Whoever has them now is dead: until somebody else takes them they are nobody's. */
  bury(): Promise<void>;
}

/** Locks of workers that died. They outlive them by seconds, and the next one has other locks of its own. */
const dead = new Set<string>();

export function openActiveJobs({ port, password }: RedisServer, room: string): ActiveJobs {
  const client = new Redis({ host: "127.0.0.1", port, password });
  const queue = `chaos:${room}`;
  const locks = async () => {
    const ids = await client.lrange(`${queue}:active`, 0, -1);
    const found = ids.length === 0 ? [] : await client.mget(ids.map((id) => `${queue}:${id}:lock`));
    return found.filter((lock) => lock !== null);
  };
  return {
    some: async () => (await locks()).some((lock) => !dead.has(lock)),
    bury: async () => {
      for (const lock of await locks()) dead.add(lock);
    },
    [Symbol.asyncDispose]: async () => client.disconnect(),
  };
}
