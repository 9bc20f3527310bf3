import type { Account, ProfileChanges } from "../domain/account.ts";
import { emailKey } from "../domain/email.ts";
import { asRoles, type Role } from "../domain/role.ts";
import type { Db, Tx } from "./database.ts";

const select = { id: true, email: true, name: true, phone: true, locale: true, roles: true, createdAt: true } as const;

type Row = Omit<Account, "roles"> & { readonly roles: readonly string[] };

const accountOf = ({ roles, ...row }: Row): Account => ({ ...row, roles: asRoles(roles) });

/** Opens an account unless its address has one; says whether it did. */
export async function insertAccount(
  tx: Tx,
  { createdAt, ...account }: Account & { readonly passwordHash: string },
): Promise<boolean> {
  const { count } = await tx.account.createMany({
    data: {
      ...account,
      roles: [...account.roles],
      emailKey: emailKey(account.email),
      createdAt,
      updatedAt: createdAt,
    },
    skipDuplicates: true,
  });
  return count === 1;
}

export const hasEmail = async (db: Db, email: string): Promise<boolean> =>
  (await db.account.count({ where: { emailKey: emailKey(email) } })) === 1;

export async function accountByEmail(tx: Tx, email: string): Promise<Account> {
  return accountOf(await tx.account.findUniqueOrThrow({ where: { emailKey: emailKey(email) }, select }));
}

export async function findAccount(tx: Tx, id: string): Promise<Account | null> {
  const row = await tx.account.findUnique({ where: { id }, select });
  return row && accountOf(row);
}

/** Accounts by id, in no order. */
export async function accountsByIds(db: Db, ids: readonly string[]): Promise<Account[]> {
  return (await db.account.findMany({ where: { id: { in: [...ids] } }, select })).map(accountOf);
}

/** What signing in needs: one statement, whether there is such an account or not. */
export const credentialsOf = (db: Db, email: string) =>
  db.account.findUnique({ where: { emailKey: emailKey(email) }, select: { id: true, passwordHash: true } });

export async function savePasswordHash(tx: Tx, id: string, passwordHash: string): Promise<void> {
  await tx.account.update({ where: { id }, data: { passwordHash }, select: { id: true } });
}

/** Changes a profile in one statement; null when the account is gone. */
export async function saveProfile(tx: Tx, id: string, changes: ProfileChanges, now: Date): Promise<Account | null> {
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  const [row] = await tx.account.updateManyAndReturn({ where: { id }, data: { ...given, updatedAt: now }, select });
  return row ? accountOf(row) : null;
}

/** Locks every administrator, in one order, and gives their ids. */
export async function lockAdministrators(tx: Tx): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM account WHERE 'ADMINISTRATOR' = ANY (roles) ORDER BY id FOR UPDATE`;
  return rows.map(({ id }) => id);
}

/** Gives an account these roles; null when there is none. */
export async function saveRoles(tx: Tx, id: string, roles: readonly Role[], now: Date): Promise<Account | null> {
  const [row] = await tx.account.updateManyAndReturn({
    where: { id },
    data: { roles: [...roles], updatedAt: now },
    select,
  });
  return row ? accountOf(row) : null;
}

/** Locks an account against others that would add to its address book; says whether there is one. */
export async function lockAccount(tx: Tx, id: string): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`SELECT id FROM account WHERE id = ${id} FOR NO KEY UPDATE`;
  return rows.length === 1;
}
