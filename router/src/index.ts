export { env, type RouterSettings, settings } from "./env.ts";
export { type RunningRouter, startRouter } from "./startRouter.ts";
