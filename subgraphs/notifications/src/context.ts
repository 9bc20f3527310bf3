import type {
  Background as KitBackground,
  Context as KitContext,
  Work as KitWork,
  LoaderContext,
} from "@madang/service-kit";
import type { Db, Tx } from "./data/database.ts";
import type { loaders } from "./data/loaders.ts";
import type { Settings } from "./env.ts";

export type Work = KitWork<Tx, Settings>;
export type Background = KitBackground<Tx, Settings>;
export type Loading = LoaderContext<Db, Settings>;
export type Context = KitContext<Tx, Db, ReturnType<typeof loaders>, Settings>;
