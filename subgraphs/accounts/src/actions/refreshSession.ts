import { type Problem, problem } from "@madang/service-kit";
import type { Work } from "../context.ts";
import { findAccount } from "../data/accounts.ts";
import { endSession, insertToken, lockToken, saveTokenUse } from "../data/sessions.ts";
import { useOf } from "../domain/refreshToken.ts";
import { hashOfToken, newRefreshToken } from "../sessions/newRefreshToken.ts";
import type { Opened } from "./startSession.ts";

/** The token was used before, so its session has ended: a state and no problem, since a problem would undo that. */
export interface Replayed {
  readonly replayed: true;
}

/** Exchanges a refresh token for the next of its family, or ends the family when the token comes a second time. */
export async function refreshSession(
  { tx, now, log, settings }: Work,
  { token: used }: { readonly token: string },
): Promise<Opened | Replayed | Problem<"SessionOver">> {
  const usedHash = hashOfToken(used);
  const found = await lockToken(tx, usedHash);
  const use = found ? useOf(found, now) : "OVER";
  if (!found || use === "OVER") return problem("SessionOver");
  const { sessionId } = found;
  if (use === "REPLAY") {
    await endSession(tx, sessionId, "REPLAYED", now);
    log.warn({ sessionId, accountId: found.accountId }, "A refresh token came a second time; its session has ended");
    return { replayed: true };
  }
  const account = await findAccount(tx, found.accountId);
  if (!account) return problem("SessionOver");
  await saveTokenUse(tx, usedHash, now);
  const { token, hash, expiresAt } = newRefreshToken(now, settings.REFRESH_TOKEN_DAYS);
  await insertToken(tx, { hash, sessionId, createdAt: now, expiresAt });
  return { sessionId, account, refreshToken: token, refreshTokenExpiresAt: expiresAt, at: now };
}
