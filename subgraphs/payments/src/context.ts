import type {
  Action,
  Background as KitBackground,
  Context as KitContext,
  Work as KitWork,
  LoaderContext,
  Told,
} from "@madang/service-kit";
import type { Db, Tx } from "./data/database.ts";
import type { loaders } from "./data/loaders.ts";
import type { Settings } from "./env.ts";

export type Work = KitWork<Tx, Settings>;
export type Background = KitBackground<Tx, Settings>;
export type Loading = LoaderContext<Db, Settings>;
export type Context = KitContext<Tx, Db, ReturnType<typeof loaders>, Settings>;

/** What work outside a transaction needs, whether a request does it or a worker. */
export interface Working {
  readonly settings: Settings;
  readonly log: Context["log"];
  run<Input, Result>(action: Action<Tx, Input, Result>, input: Input): Promise<Result | Told<Result>>;
}
