import type { Environment } from "@madang/service-kit";
import type { Role } from "../../subgraphs/accounts/src/domain/role.ts";

/** Who can sign in to the sample shop. Their passwords are public, so production has none of them. */
export const demoAccounts = [
  { role: "CUSTOMER", name: "Jisoo Kim", locale: "ko", email: "shopper@example.com", password: "shopper-demo" },
  {
    role: "MERCHANDISER",
    name: "Mina Park",
    locale: "ko",
    email: "merchandiser@example.com",
    password: "merchant-demo",
  },
  { role: "SUPPORT", name: "Sam Carter", locale: "en", email: "support@example.com", password: "support-demo" },
  { role: "ADMINISTRATOR", name: "Ada Moore", locale: "en", email: "admin@example.com", password: "admin-demo" },
] as const satisfies readonly { role: Role; name: string; locale: string; email: string; password: string }[];

/** Opens the demo accounts that are not there yet. Nobody gets a welcome mail for being made up. */
export async function seed({
  databaseUrl,
  env,
  log,
}: {
  databaseUrl: string;
  env: Environment;
  log: (line: string) => void;
}): Promise<void> {
  if (env["NODE_ENV"] === "production") throw new Error("Production has no demo accounts: their passwords are public.");
  // Loaded here, since whoever only wants to print the accounts needs neither a database nor argon2.
  const { openAccounts } = await import("../../subgraphs/accounts/src/commands/openAccounts.ts");
  const opened = await openAccounts({ databaseUrl, env, accounts: demoAccounts });
  log(opened === 0 ? "the demo accounts are there already" : `opened ${opened} demo accounts`);
}
