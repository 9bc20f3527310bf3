import type { Opened } from "../actions/startSession.ts";
import type { Context } from "../context.ts";
import type { Session } from "../parents.ts";
import { accessToken } from "./accessToken.ts";
import { setCookie, usesCookie } from "./cookie.ts";

/** The tokens of a session that was started or refreshed, each on the way that it takes to the client. */
export async function answerSession(context: Context, opened: Opened): Promise<Session> {
  const { account, refreshToken: token, refreshTokenExpiresAt: expiresAt } = opened;
  const signed = await accessToken(context, opened);
  setCookie(context, { token, expiresAt });
  return { ...signed, refreshToken: usesCookie(context) ? null : token, account };
}
