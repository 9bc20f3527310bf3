import type { Context as KitContext, LoaderContext as KitLoaderContext, Work as KitWork } from "@madang/service-kit";
import type { Db, Tx } from "./data/database.ts";
import type { Settings } from "./env.ts";
import type { loaders } from "./loaders.ts";

export type Work = KitWork<Tx>;
export type LoaderContext = KitLoaderContext<Db, Settings>;
export type Loaders = ReturnType<typeof loaders>;
export type Context = KitContext<Tx, Db, Loaders, Settings>;
