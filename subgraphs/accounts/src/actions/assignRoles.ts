import { isId, isProblem, problem } from "@madang/service-kit";
import type { Work } from "../context.ts";
import { lockAdministrators, saveRoles } from "../data/accounts.ts";
import { mayHold } from "../domain/account.ts";
import { asRoles, type Role } from "../domain/role.ts";

/** Gives an account exactly these roles, and everyone's own; the last administrator stays one. */
export async function assignRoles(
  { tx, viewer, now, log }: Work,
  { accountId, roles }: { readonly accountId: string; readonly roles: readonly Role[] },
) {
  if (!isId("account", accountId)) return problem("AccountNotFound");
  const held = asRoles(roles);
  // Locked first and all together: two administrators who take each other's role must not both succeed.
  const allowed = mayHold(held, accountId, await lockAdministrators(tx));
  if (isProblem(allowed)) return allowed;
  const account = await saveRoles(tx, accountId, held, now);
  if (!account) return problem("AccountNotFound");
  log.info({ accountId, roles: held, by: viewer.accountId ?? viewer.service }, "Roles were assigned");
  return account;
}
