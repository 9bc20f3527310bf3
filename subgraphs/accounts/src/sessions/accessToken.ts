import { SignJWT } from "jose";
import type { Opened } from "../actions/startSession.ts";
import type { Context } from "../context.ts";
import { kindOf, scopesOf } from "../domain/role.ts";
import { signingKeyAt } from "./keyRing.ts";

/** Who signs access tokens, and for whom: the router verifies both. */
export const issuer = "accounts";
export const audience = "madang";

/** Signs an access token for a session: what the account may do now, for as long as the token lives. */
export async function accessToken(
  context: Context,
  { account, sessionId, at }: Pick<Opened, "account" | "sessionId" | "at">,
): Promise<{ accessToken: string; accessTokenExpiresAt: Date }> {
  const issuedAt = Math.floor(at.getTime() / 1_000);
  const expiresAt = issuedAt + context.settings.ACCESS_TOKEN_MINUTES * 60;
  const { kid, key } = await signingKeyAt(context, at);
  const token = await new SignJWT({
    kind: kindOf(account.roles),
    scopes: scopesOf(account.roles),
    locale: account.locale,
    sid: sessionId,
  })
    .setProtectedHeader({ alg: "EdDSA", kid, typ: "at+jwt" })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject(account.id)
    .setIssuedAt(issuedAt)
    .setExpirationTime(expiresAt)
    .sign(key);
  return { accessToken: token, accessTokenExpiresAt: new Date(expiresAt * 1_000) };
}
