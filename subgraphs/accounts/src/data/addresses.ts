import type { Address, PostalAddress } from "../domain/address.ts";
import type { Db, Tx } from "./database.ts";

const omit = { createdAt: true } as const;

const columns = ({ lines, ...address }: PostalAddress) => ({ ...address, lines: [...lines] });

export const countAddresses = (tx: Tx, accountId: string): Promise<number> =>
  tx.address.count({ where: { accountId } });

export const insertAddress = (tx: Tx, address: Address, createdAt: Date): Promise<Address> =>
  tx.address.create({ data: { ...columns(address), id: address.id, accountId: address.accountId, createdAt }, omit });

/** Replaces an address of that account; null when it has no such one. */
export async function saveAddress(
  tx: Tx,
  { id, accountId }: Pick<Address, "id" | "accountId">,
  address: PostalAddress,
): Promise<Address | null> {
  const [row] = await tx.address.updateManyAndReturn({ where: { id, accountId }, data: columns(address), omit });
  return row ?? null;
}

/** Takes an address out of that account's book; says whether it was there. */
export async function deleteAddress(tx: Tx, { id, accountId }: Pick<Address, "id" | "accountId">): Promise<boolean> {
  const { count } = await tx.address.deleteMany({ where: { id, accountId } });
  return count === 1;
}

/** Addresses by id, in no order. */
export const addressesByIds = (db: Db, ids: readonly string[]): Promise<Address[]> =>
  db.address.findMany({ where: { id: { in: [...ids] } }, omit });

/** The address books of several accounts, oldest address first. */
export const addressBooks = (db: Db, accountIds: readonly string[]): Promise<Address[]> =>
  db.address.findMany({
    where: { accountId: { in: [...accountIds] } },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    omit,
  });
