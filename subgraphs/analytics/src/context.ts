import type { Context as KitContext, Work as KitWork } from "@madang/service-kit";
import type { Db, Tx } from "./data/database.ts";

export type Work = KitWork<Tx>;
export type Loaders = Record<string, never>;
export type Context = KitContext<Tx, Db, Loaders>;
