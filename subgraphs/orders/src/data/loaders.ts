import { isId } from "@madang/service-kit";
import DataLoader from "dataloader";
import type { LoaderContext } from "../context.ts";
import { cartLoaders } from "./cartLoaders.ts";
import { cartsOfAccount } from "./carts.ts";
import { orderLoaders } from "./orderLoaders.ts";

export const loaders = (context: LoaderContext) => {
  const { db, viewer } = context;
  const byId = <Row extends { readonly id: string }>(ids: readonly string[], rows: readonly Row[]) => {
    const found = new Map(rows.map((row) => [row.id, row]));
    return ids.map((id) => found.get(id) ?? null);
  };

  return {
    ...cartLoaders(context),
    ...orderLoaders(context),
    /** Only the account's own: a guest's is found by its token alone. */
    ownCartById: new DataLoader(async (ids: readonly string[]) =>
      byId(
        ids,
        viewer.accountId === null
          ? []
          : await cartsOfAccount(
              db,
              viewer.accountId,
              ids.filter((id) => isId("cart", id)),
            ),
      ),
    ),
  };
};
