import type { Context as KitContext } from "@madang/service-kit";
import type { Db, Tx } from "./data/database.ts";

export type Context = KitContext<Tx, Db, object>;
