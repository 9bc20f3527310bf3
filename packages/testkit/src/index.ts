export { freePort } from "@madang/local";
export { cloneDatabase, closeDatabase, emptyDatabase, type TestDatabase } from "./cloneDatabase.ts";
export { identityKey, identitySettings, signIdentity } from "./identities.ts";
export type { PublishedEvent } from "./published.ts";
export { type RedisSpace, redisSpace } from "./redisSpace.ts";
export {
  type Answer,
  type As,
  ask,
  startTestSubgraph,
  type TestOptions,
  type TestSubgraph,
} from "./startTestSubgraph.ts";
export { type TestClock, testClock } from "./testClock.ts";
export { ada, brian, guest, service, shopper, staff } from "./viewers.ts";
