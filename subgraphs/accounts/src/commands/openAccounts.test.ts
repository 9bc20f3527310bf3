import { guest } from "@madang/testkit";
import { expect, it } from "vitest";
import { demoAccounts, seed } from "../../../../prisma/accounts/seed.ts";
import { type Signed, signInMutation, startAccounts } from "../testing/startAccounts.ts";

const cheap = { PASSWORD_MEMORY_KIB: "1024", PASSWORD_PASSES: "1" };

it("opens the demo accounts once, and they sign in with the roles they are for", async () => {
  await using house = await startAccounts();
  const log: string[] = [];
  const at = { databaseUrl: house.databaseUrl, env: cheap, log: (line: string) => log.push(line) };
  await seed(at);
  const first = await house.db.account.findMany({ orderBy: { id: "asc" } });
  await seed(at);
  expect(await house.db.account.findMany({ orderBy: { id: "asc" } })).toEqual(first);
  expect(log).toEqual(["opened 4 demo accounts", "the demo accounts are there already"]);
  expect(await house.published()).toEqual([]);
  for (const { email, password, role } of demoAccounts) {
    const { data } = await house.as(guest).query<{ signIn: Signed }>(signInMutation, { email, password });
    expect(data?.signIn.account.roles).toEqual(role === "CUSTOMER" ? ["CUSTOMER"] : ["CUSTOMER", role]);
    expect(email).toMatch(/@example\.com$/);
  }
});

it("opens none in production", async () => {
  await using house = await startAccounts();
  const at = { databaseUrl: house.databaseUrl, env: { ...cheap, NODE_ENV: "production" }, log: () => undefined };
  await expect(seed(at)).rejects.toThrow("Production has no demo accounts: their passwords are public.");
  expect(await house.db.account.count()).toBe(0);
});
