import { freePort, type RunningRedis, startRedis } from "@madang/local";
import { Redis } from "ioredis";

/** Redis as something that can fail. */
export interface RedisServer extends AsyncDisposable {
  readonly port: number;
  readonly password: string;
  stop(): Promise<void>;
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Forgets everything. */
  empty(): Promise<void>;
}

export async function startRedisServer(dataDir: string): Promise<RedisServer> {
  const options = { dataDir, port: await freePort(), password: "chaos" };
  let server: RunningRedis = await startRedis(options);
  return {
    port: options.port,
    password: options.password,
    stop: () => server.stop(),
    kill: async () => {
      process.kill(server.pid, "SIGKILL");
      await server.stop();
    },
    start: async () => {
      server = await startRedis(options);
    },
    empty: async () => {
      const client = new Redis(server.url);
      try {
        await client.flushall();
      } finally {
        client.disconnect();
      }
    },
    [Symbol.asyncDispose]: () => server.stop(),
  };
}
