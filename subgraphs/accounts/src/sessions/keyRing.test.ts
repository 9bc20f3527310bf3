import { calculateJwkThumbprint, createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from "jose";
import { expect, it } from "vitest";
import { type Accounts, registered, signedIn, startAccounts } from "../testing/startAccounts.ts";

const day = 86_400_000;
const email = "ada@example.com";

const published = async (house: Accounts): Promise<JSONWebKeySet> =>
  JSON.parse(await (await fetch(new URL("/.well-known/jwks.json", house.url))).text());
const kidOf = (token: string) => decodeProtectedHeader(token).kid;
const verifies = async (token: string, keys: JSONWebKeySet, currentDate: Date) =>
  jwtVerify(token, createLocalJWKSet(keys), { currentDate }).then(
    () => true,
    () => false,
  );

it("publishes one public key before anybody signed in, and nothing private", async () => {
  await using house = await startAccounts();
  const { keys } = await published(house);
  expect(keys).toEqual([
    { kty: "OKP", crv: "Ed25519", x: expect.any(String), kid: expect.any(String), alg: "EdDSA", use: "sig" },
  ]);
  expect(keys[0]?.kid).toBe(await calculateJwkThumbprint({ ...keys[0] }));
  const [row] = await house.db.signingKey.findMany();
  expect(Buffer.from(row?.privateKey ?? []).toString("latin1")).not.toContain('"d"');
});

it("announces the next key an hour ahead, signs with it in time, and drops the old one after its last token", async () => {
  await using house = await startAccounts();
  await registered(house, email);
  const start = new Date("2026-12-01T00:00:00.000Z");
  const at = (ms: number) => new Date(start.getTime() + ms);
  const minutes = 60_000;

  house.clock.set(start);
  const first = await signedIn(house, email);
  expect((await published(house)).keys).toHaveLength(1);

  house.clock.set(at(30 * day - 30 * minutes));
  const announced = (await published(house)).keys;
  expect(announced).toHaveLength(2);
  const last = await signedIn(house, email);
  expect(kidOf(last.accessToken)).toBe(kidOf(first.accessToken));

  house.clock.set(at(30 * day + 31 * minutes));
  const second = await signedIn(house, email);
  expect(kidOf(second.accessToken)).toBe(announced[1]?.kid);

  house.clock.set(at(30 * day + 40 * minutes));
  const both = await published(house);
  expect(both.keys).toEqual(announced);
  expect(await verifies(second.accessToken, both, at(30 * day + 40 * minutes))).toBe(true);

  house.clock.set(at(30 * day + 60 * minutes));
  expect((await published(house)).keys).toEqual([announced[1]]);
});

it("makes one key when many come at once", async () => {
  await using house = await startAccounts();
  await using other = await startAccounts({ database: { url: house.databaseUrl } });
  const all = await Promise.all(Array.from({ length: 8 }, (_, i) => published(i % 2 ? house : other)));
  expect(await house.db.signingKey.count()).toBe(1);
  expect(new Set(all.map(({ keys }) => keys[0]?.kid)).size).toBe(1);
});

it("makes a new key for a new secret, while tokens of the old one stay good", async () => {
  await using house = await startAccounts();
  await registered(house, email);
  const before = await signedIn(house, email);
  await using renewed = await startAccounts({
    database: { url: house.databaseUrl },
    env: { ACCESS_TOKEN_SECRET: "quite another secret for access tokens" },
  });
  const after = await signedIn(renewed, email);
  expect(kidOf(after.accessToken)).not.toBe(kidOf(before.accessToken));
  const keys = await published(renewed);
  expect(await verifies(before.accessToken, keys, new Date())).toBe(true);
  expect(await verifies(after.accessToken, keys, new Date())).toBe(true);
});

it("does not start without a secret of its own", async () => {
  await expect(startAccounts({ env: { ACCESS_TOKEN_SECRET: "too short" } })).rejects.toThrow(
    /^Settings that cannot be used: ACCESS_TOKEN_SECRET: /,
  );
});
