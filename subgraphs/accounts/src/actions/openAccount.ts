import { newId } from "@madang/service-kit";
import type { Work } from "../context.ts";
import { insertAccount } from "../data/accounts.ts";
import { asRoles, type Role } from "../domain/role.ts";

/** Opens an account with a role for somebody who did not register, unless the address has one. Nobody is told. */
export async function openAccount(
  { tx, now }: Work,
  { role, ...given }: { email: string; name: string; locale: string; role: Role; passwordHash: string },
) {
  const id = newId("account");
  return { opened: await insertAccount(tx, { ...given, id, phone: null, roles: asRoles([role]), createdAt: now }) };
}
