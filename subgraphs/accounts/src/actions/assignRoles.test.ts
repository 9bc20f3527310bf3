import { newId } from "@madang/service-kit";
import { staff } from "@madang/testkit";
import { expect, it } from "vitest";
import type { Role } from "../domain/role.ts";
import { type Accounts, registered, startAccounts } from "../testing/startAccounts.ts";

const administrator = staff(["accounts:write"]);
const assign = async (house: Accounts, accountId: string, roles: readonly string[], viewer = administrator) => {
  const { data, errors } = await house.as(viewer).query<{ assignRoles: Record<string, unknown> }>(
    `mutation ($id: ID!, $roles: [Role!]!) { assignRoles(accountId: $id, roles: $roles) {
      __typename
      ... on Account { id roles }
      ... on Problem { code }
      ... on InvalidInput { fields { path code } }
    } }`,
    { id: accountId, roles },
  );
  return data?.assignRoles ?? errors.map(({ extensions }) => extensions?.["code"]);
};
const rolesOf = async (house: Accounts, id: string) =>
  (await house.db.account.findUniqueOrThrow({ where: { id } })).roles;
const refused = {
  __typename: "InvalidInput",
  code: "INVALID_INPUT",
  fields: [{ path: "roles", code: "NOT_ALLOWED" }],
};

it("gives exactly these roles, each once, and everyone's own", async () => {
  await using house = await startAccounts();
  const { accountId: id } = await registered(house, "ada@example.com");
  const gives = async (roles: Role[], held: Role[]) =>
    expect(await assign(house, id, roles)).toEqual({ __typename: "Account", id, roles: held });
  await gives(["SUPPORT", "MERCHANDISER", "SUPPORT"], ["CUSTOMER", "MERCHANDISER", "SUPPORT"]);
  await gives(["CUSTOMER", "SUPPORT"], ["CUSTOMER", "SUPPORT"]);
  await gives([], ["CUSTOMER"]);
});

it("knows no account that is not there, no role that is none, and nobody without the scope", async () => {
  await using house = await startAccounts();
  const { accountId: id } = await registered(house, "ada@example.com");
  const notFound = { __typename: "AccountNotFound", code: "ACCOUNT_NOT_FOUND" };
  for (const missing of [newId("account"), "", "account_\u0000"])
    expect(await assign(house, missing, ["SUPPORT"])).toEqual(notFound);
  expect(await assign(house, id, ["GOD"])).toEqual(["BAD_USER_INPUT"]);
  expect(await assign(house, id, ["ADMINISTRATOR"], staff(["accounts:read"]))).toEqual(["FORBIDDEN"]);
  expect(await rolesOf(house, id)).toEqual(["CUSTOMER"]);
});

it("leaves the last administrator one, also when two take each other's role at once", async () => {
  await using house = await startAccounts();
  const one = await registered(house, "one@example.com");
  const two = await registered(house, "two@example.com");
  await assign(house, one.accountId, ["ADMINISTRATOR"]);
  expect(await assign(house, one.accountId, ["SUPPORT"])).toEqual(refused);
  expect(await assign(house, one.accountId, ["ADMINISTRATOR", "SUPPORT"])).toMatchObject({ __typename: "Account" });

  for (let round = 0; round < 5; round += 1) {
    await assign(house, one.accountId, ["ADMINISTRATOR"]);
    await assign(house, two.accountId, ["ADMINISTRATOR"]);
    const answers = await Promise.all([assign(house, one.accountId, []), assign(house, two.accountId, [])]);
    expect(answers).toContainEqual(refused);
    expect(await house.db.account.count({ where: { roles: { has: "ADMINISTRATOR" } } })).toBe(1);
  }
});
