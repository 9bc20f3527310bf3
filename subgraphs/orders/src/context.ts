import type {
  Background as KitBackground,
  Context as KitContext,
  LoaderContext as KitLoaderContext,
  Work as KitWork,
} from "@madang/service-kit";
import type { Db, Tx } from "./data/database.ts";
import type { loaders } from "./data/loaders.ts";

export type Work = KitWork<Tx>;
export type Background = KitBackground<Tx>;
export type LoaderContext = KitLoaderContext<Db>;
export type Loaders = ReturnType<typeof loaders>;
export type Context = KitContext<Tx, Db, Loaders>;
