import { statementsOf } from "@madang/service-kit";
import { ada, guest } from "@madang/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Accounts, password, registered, registerMutation, startAccounts } from "../testing/startAccounts.ts";
import { register } from "./register.ts";

let house: Accounts;
beforeAll(async () => {
  house = await startAccounts({ env: { ATTEMPTS_PER_ACCOUNT: "1000" } });
});
afterAll(() => house[Symbol.asyncDispose]());

const ask = async (input: object, viewer = guest) => {
  const { data, errors } = await house.as(viewer).query(registerMutation, { input });
  return { answer: data?.["register"], errors: errors.map(({ extensions }) => extensions?.["code"]) };
};
const everyone = () => house.db.account.findMany({ orderBy: { id: "asc" } });

describe("register", () => {
  it("opens an account and tells of it, without signing in", async () => {
    const input = { email: "Ada@Example.com", password, name: " Ada  Lovelace ", phone: "+82-10-1234-5678" };
    expect(await ask(input, { ...guest, locale: "ko" })).toEqual({
      answer: { __typename: "RegistrationReceived", email: "Ada@Example.com" },
      errors: [],
    });
    const account = await house.db.account.findFirstOrThrow({ where: { emailKey: "ada@example.com" } });
    expect(account).toMatchObject({
      email: "Ada@Example.com",
      name: "Ada  Lovelace",
      phone: "+821012345678",
      locale: "ko",
      roles: ["CUSTOMER"],
    });
    expect(account.passwordHash).toMatch(/^\$argon2id\$v=19\$m=1024,p=1,t=1\$/);
    expect(await house.db.session.count()).toBe(0);
    expect((await house.published()).at(-1)).toEqual({
      type: "accounts.accountRegistered",
      subject: account.id,
      sequence: 1,
      data: { accountId: account.id, email: "Ada@Example.com", name: "Ada  Lovelace", locale: "ko" },
    });
  });

  it("answers a known address alike, changes nothing, and tells its owner in the owner's words", async () => {
    const { accountId } = await registered(house, "known@example.com");
    const before = await everyone();
    const input = { email: "KNOWN@example.com", password: "somebody else's", name: "Mallory", locale: "ko" };
    expect(await ask(input)).toEqual({
      answer: { __typename: "RegistrationReceived", email: "KNOWN@example.com" },
      errors: [],
    });
    expect(await everyone()).toEqual(before);
    expect((await house.published()).at(-1)).toEqual({
      type: "accounts.registrationRepeated",
      subject: accountId,
      sequence: 2,
      data: { accountId, email: "known@example.com", name: "Ada Lovelace", locale: "en" },
    });
  });

  it("does the same work for a known address as for an unknown one", async () => {
    const { passwords } = house.running.service.settings;
    await registered(house, "known-twice@example.com");
    const workOf = async (email: string) => {
      const before = passwords.computed;
      await ask({ email, password, name: "Ada" });
      return passwords.computed - before;
    };
    expect(await workOf("known-twice@example.com")).toBe(1);
    expect(await workOf("unknown@example.com")).toBe(1);

    const statementsFor = async (email: string) => {
      const registration = { email, name: "Ada", phone: null, locale: "en", passwordHash: "$argon2id$" };
      return (await statementsOf(() => house.as(guest).run(register, registration))).statements;
    };
    const known = await statementsFor("known-twice@example.com");
    // The account twice, and three of the outbox.
    expect(known).toHaveLength(5);
    expect(await statementsFor("unknown-as-yet@example.com")).toEqual(known);
  });

  it("opens one account when an address registers many times at once", async () => {
    const input = { email: "rush@example.com", password, name: "Ada" };
    const answers = await Promise.all(Array.from({ length: 8 }, () => ask(input)));
    expect(new Set(answers.map(({ answer }) => JSON.stringify(answer))).size).toBe(1);
    expect(await house.db.account.count({ where: { emailKey: "rush@example.com" } })).toBe(1);
    const told = (await house.published()).filter(({ data }) => JSON.stringify(data).includes("rush@example.com"));
    expect(told.map(({ type }) => type).sort()).toEqual([
      "accounts.accountRegistered",
      ...Array<string>(7).fill("accounts.registrationRepeated"),
    ]);
  });

  const good = { email: "good@example.com", password, name: "Ada" };
  it.each([
    [{ password: "1234567" }, [{ path: "password", code: "TOO_SHORT" }]],
    [{ password: "x".repeat(129) }, [{ path: "password", code: "TOO_LONG" }]],
    [{ password: "eight\u0000888" }, [{ path: "password", code: "NOT_ALLOWED" }]],
    [{ name: "A" }, [{ path: "name", code: "TOO_SHORT" }]],
    [{ name: "x".repeat(101) }, [{ path: "name", code: "TOO_LONG" }]],
    [{ name: "Ada\u0007Bell" }, [{ path: "name", code: "NOT_ALLOWED" }]],
    [{ name: "Ada\u202eecalevoL" }, [{ path: "name", code: "NOT_ALLOWED" }]],
    [{ phone: "010 1234 5678" }, [{ path: "phone", code: "WRONG_FORMAT" }]],
    [
      { name: "", password: "" },
      [
        { path: "password", code: "TOO_SHORT" },
        { path: "name", code: "TOO_SHORT" },
      ],
    ],
  ])("names what it cannot take of %j, and changes nothing", async (change, fields) => {
    const before = [await everyone(), (await house.published()).length];
    expect(await ask({ ...good, ...change })).toEqual({
      answer: {
        __typename: "InvalidInput",
        code: "INVALID_INPUT",
        message: "Some values cannot be taken.",
        fields,
      },
      errors: [],
    });
    expect([await everyone(), (await house.published()).length]).toEqual(before);
  });

  it.each([
    { email: "no address" },
    { email: `${"x".repeat(250)}@example.com` },
    { email: "a\u0000b@example.com" },
    { email: 2 ** 31 },
    { email: null },
    { password: 1e308 },
    { name: ["Ada"] },
    { name: undefined },
    { roles: ["ADMINISTRATOR"] },
    { phone: "12" },
    { locale: "not a locale" },
  ])("refuses %j as no input at all", async (change) => {
    const before = await everyone();
    expect(await ask({ ...good, ...change })).toEqual({ answer: undefined, errors: ["BAD_USER_INPUT"] });
    expect(await everyone()).toEqual(before);
  });

  it("speaks Korean to those who do", async () => {
    const { answer } = await ask({ ...good, name: "" }, { ...ada, locale: "ko-KR" });
    expect(answer).toMatchObject({ message: "받을 수 없는 값이 있습니다." });
  });
});
