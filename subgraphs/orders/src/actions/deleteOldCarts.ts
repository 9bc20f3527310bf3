import type { Work } from "../context.ts";
import { deleteOfAccounts, deleteOfGuests } from "../data/oldCarts.ts";
import { endedBefore } from "../domain/cartEnd.ts";

/** How many of each kind are deleted in one transaction. */
export const deletedAtOnce = 500;

/** Deletes carts that have ended; says whether there may be more. */
export async function deleteOldCarts({ tx, now, settings }: Work): Promise<boolean> {
  const { guests, accounts } = endedBefore(now, settings);
  const deleted = [
    await deleteOfGuests(tx, guests, deletedAtOnce),
    await deleteOfAccounts(tx, accounts, deletedAtOnce),
  ];
  return deleted.includes(deletedAtOnce);
}
