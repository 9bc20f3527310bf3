export { findRedis } from "./findRedis.ts";
export { clearRedisLeftovers, type RedisOptions, type RunningRedis, startRedis } from "./startRedis.ts";
