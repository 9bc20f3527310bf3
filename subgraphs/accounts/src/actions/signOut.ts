import type { Work } from "../context.ts";
import { endSession, lockToken } from "../data/sessions.ts";
import { hashOfToken } from "../sessions/newRefreshToken.ts";

/** Ends the session that a refresh token belongs to, used or not. Nothing to end is as good as ended. */
export async function signOut({ tx, now }: Work, { token }: { readonly token: string | null }) {
  const found = token === null ? null : await lockToken(tx, hashOfToken(token));
  if (found) await endSession(tx, found.sessionId, "SIGNED_OUT", now);
  return { at: now };
}
