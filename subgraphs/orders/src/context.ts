import type {
  Background as KitBackground,
  Context as KitContext,
  LoaderContext as KitLoaderContext,
  Work as KitWork,
} from "@madang/service-kit";
import type { Db, Tx } from "./data/database.ts";
import type { loaders } from "./data/loaders.ts";
import type { Settings } from "./env.ts";

export type Work = KitWork<Tx, Settings>;
export type Background = KitBackground<Tx, Settings>;
export type LoaderContext = KitLoaderContext<Db, Settings>;
export type Loaders = ReturnType<typeof loaders>;
export type Context = KitContext<Tx, Db, Loaders, Settings>;
