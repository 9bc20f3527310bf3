import { isId, type LoaderContext } from "@madang/service-kit";
import DataLoader from "dataloader";
import type { Account } from "../domain/account.ts";
import type { Address } from "../domain/address.ts";
import { maySee } from "../domain/visibility.ts";
import { accountsByIds } from "./accounts.ts";
import { addressBooks, addressesByIds } from "./addresses.ts";
import type { Db } from "./database.ts";

/** What the viewer may not see looks as if it were not there, to every door alike. */
export const loaders = ({ db, viewer }: LoaderContext<Db>) => ({
  account: new DataLoader<string, Account | null>(async (ids) => {
    const visible = ids.filter((id) => isId("account", id) && maySee(viewer, id));
    const found = visible.length === 0 ? [] : await accountsByIds(db, visible);
    const byId = new Map(found.map((account) => [account.id, account]));
    return ids.map((id) => byId.get(id) ?? null);
  }),
  address: new DataLoader<string, Address | null>(async (ids) => {
    const wanted = ids.filter((id) => isId("address", id));
    const found = viewer.kind === "anonymous" || wanted.length === 0 ? [] : await addressesByIds(db, wanted);
    const visible = found.filter(({ accountId }) => maySee(viewer, accountId));
    const byId = new Map(visible.map((address) => [address.id, address]));
    return ids.map((id) => byId.get(id) ?? null);
  }),
  /** For accounts that are seen already. */
  addressBook: new DataLoader<string, readonly Address[]>(async (accountIds) => {
    const books = Map.groupBy(await addressBooks(db, accountIds), ({ accountId }) => accountId);
    return accountIds.map((id) => books.get(id) ?? []);
  }),
});
