import { guest, service, shopper } from "@madang/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Accounts, registered, startAccounts } from "../testing/startAccounts.ts";

let house: Accounts;
let ada: Awaited<ReturnType<typeof registered>>;
beforeAll(async () => {
  house = await startAccounts();
  ada = await registered(house, "ada@example.com");
});
afterAll(() => house[Symbol.asyncDispose]());

const update = async (input: object, viewer = guest) => {
  const { data, errors } = await house.as(viewer).query<{ updateProfile: unknown }>(
    `mutation ($input: UpdateProfileInput!) { updateProfile(input: $input) {
      __typename
      ... on Account { name phone locale }
      ... on InvalidInput { code fields { path code } }
    } }`,
    { input },
  );
  return data?.updateProfile ?? errors.map(({ extensions }) => extensions?.["code"]);
};
const stored = () => house.db.account.findUniqueOrThrow({ where: { id: ada.accountId } });

it("changes what is given and leaves the rest", async () => {
  const start = { __typename: "Account", name: "Ada Lovelace", phone: null, locale: "en" };
  expect(await update({ phone: "+821012345678" }, ada)).toEqual({ ...start, phone: "+821012345678" });
  expect(await update({ name: "Ada King", locale: "ko" }, ada)).toEqual({
    __typename: "Account",
    name: "Ada King",
    phone: "+821012345678",
    locale: "ko",
  });
  expect(await update({ name: null, locale: null }, ada)).toMatchObject({ name: "Ada King", locale: "ko" });
  expect(await update({ phone: null }, ada)).toMatchObject({ name: "Ada King", phone: null, locale: "ko" });
});

it("names what it cannot take, and changes nothing", async () => {
  const before = await stored();
  expect(await update({ name: "A\u0000", phone: "1234567" }, ada)).toEqual({
    __typename: "InvalidInput",
    code: "INVALID_INPUT",
    fields: [
      { path: "name", code: "NOT_ALLOWED" },
      { path: "phone", code: "WRONG_FORMAT" },
    ],
  });
  expect(await update({ email: "other@example.com" }, ada)).toEqual(["BAD_USER_INPUT"]);
  expect(await update({ roles: ["ADMINISTRATOR"] }, ada)).toEqual(["BAD_USER_INPUT"]);
  expect(await stored()).toEqual(before);
});

it("is for those who are signed in, to an account that is there", async () => {
  expect(await update({ name: "Nobody" })).toEqual(["UNAUTHENTICATED"]);
  expect(await update({ name: "Nobody" }, shopper())).toEqual(["UNAUTHENTICATED"]);
  expect(await update({ name: "Nobody" }, service("orders"))).toEqual(["UNAUTHENTICATED"]);
});
