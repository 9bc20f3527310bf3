import { createHash } from "node:crypto";
import { guest, service } from "@madang/testkit";
import { decodeJwt } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { forgetExpired } from "../actions/forgetExpired.ts";
import {
  type Accounts,
  exchange,
  password,
  refreshed,
  refreshMutation,
  registered,
  signedIn,
  signInMutation,
  startAccounts,
} from "../testing/startAccounts.ts";

let house: Accounts;
let accountId: string;
const email = "ada@example.com";
beforeAll(async () => {
  house = await startAccounts();
  ({ accountId } = await registered(house, email));
});
afterAll(() => house[Symbol.asyncDispose]());

const over = { __typename: "SessionOver", code: "SESSION_OVER", message: "Your session is over. Sign in again." };
const signOut = async (token: string | null) =>
  (
    await house
      .as(guest)
      .query("mutation ($t: String) { signOut(refreshToken: $t) { ... on SignedOut { at } } }", { t: token })
  ).data?.["signOut"];
const hashOf = (token: string) => createHash("sha256").update(token).digest("base64url");
const sessionOf = (token: string) =>
  house.db.session.findFirstOrThrow({ where: { tokens: { some: { hash: hashOf(token) } } } });

describe("refreshSession", () => {
  it("exchanges a token for the next of the same session", async () => {
    const first = await signedIn(house, email);
    const second = await refreshed(house, first.refreshToken);
    expect(second).toMatchObject({ __typename: "Session", account: { id: accountId } });
    expect(second.refreshToken).not.toBe(first.refreshToken);
    expect(decodeJwt(second.accessToken)["sid"]).toBe(decodeJwt(first.accessToken)["sid"]);
    expect(await refreshed(house, second.refreshToken)).toMatchObject({ __typename: "Session" });
  });

  it("sees roles as they are by then", async () => {
    const { refreshToken } = await signedIn(house, email);
    await house.db.account.update({ where: { id: accountId }, data: { roles: ["CUSTOMER", "MERCHANDISER"] } });
    const { accessToken, account } = await refreshed(house, refreshToken);
    expect(account.roles).toEqual(["CUSTOMER", "MERCHANDISER"]);
    expect(decodeJwt(accessToken)).toMatchObject({
      kind: "staff",
      scopes: ["catalog:write", "inventory:read", "inventory:write"],
    });
    await house.db.account.update({ where: { id: accountId }, data: { roles: ["CUSTOMER"] } });
  });

  it("ends the whole family when a token comes twice, and no other session", async () => {
    const other = await signedIn(house, email);
    const first = await signedIn(house, email);
    const second = await refreshed(house, first.refreshToken);
    expect(await refreshed(house, first.refreshToken)).toEqual(over);
    expect(await sessionOf(first.refreshToken)).toMatchObject({ endedBy: "REPLAYED", endedAt: expect.any(Date) });
    expect(await refreshed(house, second.refreshToken)).toEqual(over);
    expect(await refreshed(house, other.refreshToken)).toMatchObject({ __typename: "Session" });
  });

  it("takes two uses at the same moment for a replay: one gets a session, and it is over", async () => {
    const { refreshToken } = await signedIn(house, email);
    const answers = await Promise.all(Array.from({ length: 5 }, () => refreshed(house, refreshToken)));
    const won = answers.filter(({ __typename }) => __typename === "Session");
    expect(won).toHaveLength(1);
    expect(answers.filter(({ __typename }) => __typename === "SessionOver")).toEqual(Array(4).fill(over));
    expect(await refreshed(house, won[0]?.refreshToken ?? "")).toEqual(over);
    expect(await sessionOf(refreshToken)).toMatchObject({ endedBy: "REPLAYED" });
  });

  it("takes a token for thirty days", async () => {
    const kept = await signedIn(house, email);
    const late = await signedIn(house, email);
    const day = 86_400_000;
    try {
      house.clock.advance(30 * day - 60_000);
      expect(await refreshed(house, kept.refreshToken)).toMatchObject({ __typename: "Session" });
      house.clock.advance(120_000);
      expect(await refreshed(house, late.refreshToken)).toEqual(over);
      expect(await sessionOf(late.refreshToken)).toMatchObject({ endedAt: null });
    } finally {
      house.clock.advance(-30 * day - 60_000);
    }
  });

  it.each([null, "", "forged", "x".repeat(43), "x".repeat(100_000), "a\u0000b", "' OR true --"])(
    "refuses the forged token %j",
    async (token) => {
      const sessions = await house.db.session.findMany({ orderBy: { id: "asc" } });
      expect(await refreshed(house, token)).toEqual(over);
      expect(await house.db.session.findMany({ orderBy: { id: "asc" } })).toEqual(sessions);
    },
  );

  it("takes no access token for a refresh token", async () => {
    const { accessToken } = await signedIn(house, email);
    expect(await refreshed(house, accessToken)).toEqual(over);
  });
});

describe("signOut", () => {
  it("ends the session of any of its tokens; ending it again is no error", async () => {
    const first = await signedIn(house, email);
    const second = await refreshed(house, first.refreshToken);
    expect(await signOut(first.refreshToken)).toEqual({ at: expect.any(String) });
    expect(await refreshed(house, second.refreshToken)).toEqual(over);
    const ended = await sessionOf(first.refreshToken);
    expect(ended.endedBy).toBe("SIGNED_OUT");
    for (const token of [second.refreshToken, "forged", null])
      expect(await signOut(token)).toEqual({ at: expect.any(String) });
    expect(await sessionOf(first.refreshToken)).toEqual(ended);
  });
});

describe("a browser's cookie", () => {
  const asCookie = (token?: string) => ({
    "x-madang-session": "cookie",
    ...(token !== undefined && { "x-madang-refresh-token": token }),
  });
  const setBy = (headers: Headers) => {
    const [token = "", expires = ""] = (headers.get("x-madang-set-refresh-token") ?? "").split(";");
    return { token, expires };
  };
  const signOutMutation = "mutation { signOut { ... on SignedOut { at } } }";

  it("carries the token past the body, through sign-in, refresh and sign-out", async () => {
    const signed = await exchange(house, {
      query: signInMutation,
      variables: { email, password },
      headers: asCookie(),
    });
    expect(signed.data["signIn"]).toMatchObject({ __typename: "Session", refreshToken: null });
    const first = setBy(signed.headers);
    expect(Buffer.from(first.token, "base64url")).toHaveLength(32);
    expect(first.expires).toBe(
      (await house.db.refreshToken.findUniqueOrThrow({ where: { hash: hashOf(first.token) } })).expiresAt.toISOString(),
    );

    const next = await exchange(house, {
      query: refreshMutation,
      variables: { token: "the argument is not looked at" },
      headers: asCookie(first.token),
    });
    expect(next.data["refreshSession"]).toMatchObject({ __typename: "Session", refreshToken: null });
    const second = setBy(next.headers);
    expect(second.token).not.toBe(first.token);

    const gone = await exchange(house, { query: signOutMutation, headers: asCookie(second.token) });
    expect(gone.headers.get("x-madang-set-refresh-token")).toBe("");
    expect(await refreshed(house, second.token)).toEqual(over);
  });

  it("is taken away when its session is over", async () => {
    const answer = await exchange(house, { query: refreshMutation, headers: asCookie("forged") });
    expect(answer.data["refreshSession"]).toEqual(over);
    expect(answer.headers.get("x-madang-set-refresh-token")).toBe("");
  });

  it("is for those that asked for one: others get no header, and theirs is not read", async () => {
    const { refreshToken } = await signedIn(house, email);
    const answer = await exchange(house, {
      query: refreshMutation,
      headers: { "x-madang-refresh-token": refreshToken },
    });
    expect(answer.data["refreshSession"]).toEqual(over);
    expect(answer.headers.get("x-madang-set-refresh-token")).toBe(null);
    expect(await refreshed(house, refreshToken)).toMatchObject({ __typename: "Session" });
  });
});

describe("forgetExpired", () => {
  it("forgets tokens that are over and sessions without any left, and nothing that goes on", async () => {
    await using house = await startAccounts();
    await registered(house, email);
    const old = await signedIn(house, email);
    const kept = await signedIn(house, email);
    house.clock.advance(20 * 86_400_000);
    const { refreshToken } = await refreshed(house, kept.refreshToken);
    house.clock.advance(11 * 86_400_000);

    expect(await house.as(service("accounts")).run(forgetExpired, {})).toEqual({ tokens: 2, sessions: 1 });
    expect(await house.db.refreshToken.count()).toBe(1);
    expect(await refreshed(house, old.refreshToken)).toEqual(over);
    expect(await refreshed(house, refreshToken)).toMatchObject({ __typename: "Session" });
  });
});
