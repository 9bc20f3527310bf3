import { createServer } from "node:http";
import { identitySigner } from "@madang/service-kit";
import { identityKey } from "@madang/testkit";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { afterEach, describe, expect, it, vi } from "vitest";
import { identification, publishedKeys } from "./identity.ts";

/** Accounts as the router knows it: a server with keys, and tokens signed with them. */
async function startAccounts() {
  const { publicKey, privateKey } = await generateKeyPair("EdDSA", { crv: "Ed25519" });
  const keys = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: "one" }] });
  const accounts = { status: 200, url: "" };
  const server = createServer((_, response) => response.writeHead(accounts.status).end(keys));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  accounts.url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
  const token = (sub: string) =>
    new SignJWT({ kind: "account", scopes: [], locale: "en" })
      .setProtectedHeader({ alg: "EdDSA", kid: "one" })
      .setSubject(sub)
      .setIssuer("accounts")
      .setAudience("madang")
      .setExpirationTime("1h")
      .sign(privateKey);
  const facts = async (sub: string) => ({
    authorization: `Bearer ${await token(sub)}`,
    channel: undefined,
    language: undefined,
    currency: undefined,
    address: "127.0.0.1",
  });
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { accounts, facts, [Symbol.asyncDispose]: stop };
}

const signer = async () => identitySigner(await identityKey("router"));

afterEach(() => void vi.useRealTimers());

describe("While accounts answers with errors", () => {
  it("a token that cannot be checked is no bad token", async () => {
    await using started = await startAccounts();
    started.accounts.status = 500;
    const identify = identification(publishedKeys(started.accounts.url), await signer());
    await expect(identify(await started.facts("account_a"))).rejects.toMatchObject({
      extensions: { code: "SERVICE_UNAVAILABLE" },
    });
    started.accounts.status = 200;
    expect((await identify(await started.facts("account_a"))).viewer.accountId).toBe("account_a");
  });

  it("whoever has a token of a known key goes on", async () => {
    await using started = await startAccounts();
    const identify = identification(publishedKeys(started.accounts.url), await signer());
    await identify(await started.facts("account_a"));
    const later = await started.facts("account_b");
    started.accounts.status = 500;
    // By now the keys are due to be fetched again.
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 11 * 60_000 });
    expect((await identify(later)).viewer.accountId).toBe("account_b");
  });
});
