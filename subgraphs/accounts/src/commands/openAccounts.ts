import {
  createLog,
  databaseClock,
  type Environment,
  kitSettings,
  readSettings,
  runAction,
  serviceViewer,
  transactions,
} from "@madang/service-kit";
import { openAccount } from "../actions/openAccount.ts";
import { Passwords } from "../credentials/passwords.ts";
import { hasEmail } from "../data/accounts.ts";
import { connect, type Tx } from "../data/database.ts";
import type { Role } from "../domain/role.ts";
import { settings } from "../env.ts";

/** Somebody who is given an account instead of registering. */
export interface GivenAccount {
  readonly email: string;
  readonly password: string;
  readonly name: string;
  readonly locale: string;
  readonly role: Role;
}

const ownSettings = settings.pick({
  PASSWORD_MEMORY_KIB: true,
  PASSWORD_PASSES: true,
  PASSWORD_CONCURRENCY: true,
  PASSWORD_QUEUE: true,
});

const databaseSettings = kitSettings.pick({
  DATABASE_POOL: true,
  DATABASE_CONNECT_TIMEOUT_MS: true,
  DATABASE_STATEMENT_TIMEOUT_MS: true,
});

/** Opens accounts with roles, outside the graph; leaves those that are there. Gives how many it opened. */
export async function openAccounts(where: {
  readonly databaseUrl: string;
  readonly env: Environment;
  readonly accounts: readonly GivenAccount[];
}): Promise<number> {
  const passwords = new Passwords(readSettings(ownSettings, where.env));
  const pool = readSettings(databaseSettings, where.env);
  const db = connect({ ...pool, databaseUrl: where.databaseUrl, name: "accounts" });
  const transact = transactions<Tx>("accounts", db, databaseClock, pool.DATABASE_STATEMENT_TIMEOUT_MS, {});
  const options = { viewer: serviceViewer("accounts"), log: createLog("accounts", "warn") };
  try {
    let count = 0;
    for (const { password, ...given } of where.accounts) {
      if (await hasEmail(db, given.email)) continue;
      const passwordHash = await passwords.hash(password);
      const { opened } = await runAction(transact, openAccount, { ...given, passwordHash }, options);
      if (opened) count += 1;
    }
    return count;
  } finally {
    await db.$disconnect();
  }
}
