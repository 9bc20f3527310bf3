import { newId, type Problem, problem } from "@madang/service-kit";
import type { Work } from "../context.ts";
import { findAccount, savePasswordHash } from "../data/accounts.ts";
import { insertSession, insertToken } from "../data/sessions.ts";
import type { Account } from "../domain/account.ts";
import { newRefreshToken } from "../sessions/newRefreshToken.ts";

/** A session that goes on, with the token that its next refresh takes. */
export interface Opened {
  readonly sessionId: string;
  readonly account: Account;
  readonly refreshToken: string;
  readonly refreshTokenExpiresAt: Date;
  readonly at: Date;
}

/** Starts a session of an account whose password was verified, and keeps its new hash if there is one. */
export async function startSession(
  { tx, now, settings }: Work,
  input: { readonly accountId: string; readonly passwordHash: string | null },
): Promise<Opened | Problem<"WrongCredentials">> {
  const account = await findAccount(tx, input.accountId);
  if (!account) return problem("WrongCredentials");
  if (input.passwordHash) await savePasswordHash(tx, account.id, input.passwordHash);
  const sessionId = newId("session");
  await insertSession(tx, { id: sessionId, accountId: account.id, createdAt: now });
  const { token, hash, expiresAt } = newRefreshToken(now, settings.REFRESH_TOKEN_DAYS);
  await insertToken(tx, { hash, sessionId, createdAt: now, expiresAt });
  return { sessionId, account, refreshToken: token, refreshTokenExpiresAt: expiresAt, at: now };
}
