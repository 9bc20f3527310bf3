import type { Context as KitContext, Work as KitWork, LoaderContext } from "@madang/service-kit";
import type { Db, Tx } from "./data/database.ts";
import type { loaders } from "./data/loaders.ts";

export type Work = KitWork<Tx>;
export type Loading = LoaderContext<Db>;
export type Context = KitContext<Tx, Db, ReturnType<typeof loaders>>;
