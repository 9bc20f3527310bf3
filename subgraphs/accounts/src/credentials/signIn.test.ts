import { guest } from "@madang/testkit";
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Accounts,
  password,
  registered,
  type Signed,
  signedIn,
  signInMutation,
  startAccounts,
} from "../testing/startAccounts.ts";

let house: Accounts;
beforeAll(async () => {
  house = await startAccounts({ env: { ATTEMPTS_PER_ACCOUNT: "3", ATTEMPTS_PER_CLIENT: "6" } });
});
afterAll(() => house[Symbol.asyncDispose]());

const tryToSignIn = async (email: string, secret: string, client: string | null = null) => {
  const viewer = { ...guest, client };
  const { data } = await house.as(viewer).query<{ signIn: Signed }>(signInMutation, { email, password: secret });
  return data?.signIn;
};

const wrong = {
  __typename: "WrongCredentials",
  code: "WRONG_CREDENTIALS",
  message: "E-mail and password do not match.",
};

describe("signIn", () => {
  it("gives tokens that say who it is and what they may do", async () => {
    const viewer = await registered(house, "ada@example.com");
    await house.db.account.update({ where: { id: viewer.accountId }, data: { roles: ["CUSTOMER", "SUPPORT"] } });
    const session = await signedIn(house, "ADA@example.com");
    expect(session.account).toEqual({
      id: viewer.accountId,
      email: "ada@example.com",
      roles: ["CUSTOMER", "SUPPORT"],
      addresses: [],
    });
    expect(Buffer.from(session.refreshToken, "base64url")).toHaveLength(32);

    const jwks = createRemoteJWKSet(new URL("/.well-known/jwks.json", house.url));
    const { payload } = await jwtVerify(session.accessToken, jwks, {
      issuer: "accounts",
      audience: "madang",
      algorithms: ["EdDSA"],
      typ: "at+jwt",
    });
    const [stored] = await house.db.session.findMany({ where: { accountId: viewer.accountId } });
    expect(payload).toEqual({
      iss: "accounts",
      aud: "madang",
      sub: viewer.accountId,
      kind: "staff",
      scopes: ["accounts:read", "notifications:read", "orders:read", "orders:write", "payments:read"],
      locale: "en",
      sid: stored?.id,
      iat: expect.any(Number),
      exp: (payload.iat ?? 0) + 15 * 60,
    });
    expect(new Date(session.accessTokenExpiresAt).getTime()).toBe((payload.exp ?? 0) * 1_000);
    expect(decodeProtectedHeader(session.accessToken).alg).toBe("EdDSA");
  });

  it("keeps no refresh token, only its hash", async () => {
    await registered(house, "hashed@example.com");
    const { refreshToken } = await signedIn(house, "hashed@example.com");
    const rows = await house.db.refreshToken.findMany();
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain(refreshToken);
  });

  it("tells nobody whether an address has an account: same answer, one hash each", async () => {
    await registered(house, "real@example.com");
    const { passwords } = house.running.service.settings;
    const costOf = async (email: string, secret: string) => {
      const before = passwords.computed;
      return { answer: await tryToSignIn(email, secret), hashes: passwords.computed - before };
    };
    expect(await costOf("real@example.com", "not the password")).toEqual({ answer: wrong, hashes: 1 });
    expect(await costOf("unreal@example.com", "not the password")).toEqual({ answer: wrong, hashes: 1 });
    expect(await costOf("real@example.com", "x".repeat(100_000))).toEqual({ answer: wrong, hashes: 1 });
    expect(await costOf("unreal@example.com", "")).toEqual({ answer: wrong, hashes: 1 });
  });

  it("takes a password however its characters are composed", async () => {
    const input = { email: "hangul@example.com", password: "비밀번호암호문구".normalize("NFD"), name: "지수" };
    const register = "mutation ($input: RegisterInput!) { register(input: $input) { __typename } }";
    await house.as(guest).query(register, { input });
    expect(await tryToSignIn("hangul@example.com", "비밀번호암호문구".normalize("NFC"))).toMatchObject({
      __typename: "Session",
    });
  });

  it("lets an account's attempts run out, known or not, and says when to come back", async () => {
    await registered(house, "target@example.com");
    for (const email of ["target@example.com", "nobody@example.com"]) {
      for (let attempt = 0; attempt < 3; attempt += 1) expect(await tryToSignIn(email, "wrong")).toEqual(wrong);
      const { passwords } = house.running.service.settings;
      const before = passwords.computed;
      const refused = await tryToSignIn(email.toUpperCase(), password);
      expect(refused).toEqual({
        __typename: "TooManyAttempts",
        code: "TOO_MANY_ATTEMPTS",
        message: expect.stringMatching(/^Too many attempts\. Try again in \d+ seconds\.$/),
        retryAfterSeconds: expect.any(Number),
      });
      expect(refused).toSatisfy(({ retryAfterSeconds: s }: { retryAfterSeconds: number }) => s > 0 && s <= 900);
      expect(passwords.computed).toBe(before);
    }
  });

  it("forgets failed attempts once the right password comes", async () => {
    await registered(house, "clumsy@example.com");
    for (let round = 0; round < 3; round += 1) {
      expect(await tryToSignIn("clumsy@example.com", "wrong")).toEqual(wrong);
      expect(await tryToSignIn("clumsy@example.com", "wrong")).toEqual(wrong);
      expect(await tryToSignIn("clumsy@example.com", password)).toMatchObject({ __typename: "Session" });
    }
  });

  it("lets a client's attempts run out over many accounts, and leaves other clients alone", async () => {
    await registered(house, "safe@example.com");
    const from = (client: string, n: number) => tryToSignIn(`guess${n}@example.com`, "wrong", client);
    for (let n = 0; n < 6; n += 1) expect(await from(`2001:db8::${n}`, n)).toEqual(wrong);
    expect(await from("2001:db8::ffff", 7)).toMatchObject({ __typename: "TooManyAttempts" });
    expect(await tryToSignIn("safe@example.com", password, "2001:db8::1")).toMatchObject({
      __typename: "TooManyAttempts",
    });
    expect(await tryToSignIn("safe@example.com", password, "2001:db8:0:1::1")).toMatchObject({ __typename: "Session" });
  });

  it("still signs in, and still counts, while Redis is away", async () => {
    await registered(house, "offline@example.com");
    await using alone = await startAccounts({
      database: { url: house.databaseUrl },
      redis: { url: "redis://127.0.0.1:9", prefix: "away" },
      env: { ATTEMPTS_PER_ACCOUNT: "2" },
    });
    await signedIn(alone, "offline@example.com");
    const answers: (string | undefined)[] = [];
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const variables = { email: "offline@example.com", password: "wrong" };
      const { data } = await alone.as(guest).query<{ signIn: Signed }>(signInMutation, variables);
      answers.push(data?.signIn.__typename);
    }
    expect(answers).toEqual(["WrongCredentials", "WrongCredentials", "TooManyAttempts"]);
  });

  it("makes a new hash when the cost has changed", async () => {
    await registered(house, "old@example.com");
    const hashOf = async () =>
      (await house.db.account.findFirstOrThrow({ where: { emailKey: "old@example.com" } })).passwordHash;
    const before = await hashOf();
    await signedIn(house, "old@example.com");
    expect(await hashOf()).toBe(before);

    await using dearer = await startAccounts({
      database: { url: house.databaseUrl },
      redis: house.redis,
      env: { PASSWORD_PASSES: "2" },
    });
    await signedIn(dearer, "old@example.com");
    expect(await hashOf()).toMatch(/^\$argon2id\$v=19\$m=1024,p=1,t=2\$/);
    await signedIn(dearer, "old@example.com");
  });
});
