import { problem } from "@madang/service-kit";
import { refreshSession as refreshAction } from "../actions/refreshSession.ts";
import type { Context } from "../context.ts";
import { answerSession } from "./answerSession.ts";
import { refreshTokenOf, setCookie } from "./cookie.ts";

/** Refreshes the session of a token, wherever the token comes from; one that is over takes its cookie along. */
export async function refreshSession(context: Context, argument: string | null) {
  const token = refreshTokenOf(context, argument);
  const { run, tell } = context;
  const refreshed = token === null ? tell(problem("SessionOver")) : await run(refreshAction, { token });
  if ("refreshToken" in refreshed) return answerSession(context, refreshed);
  setCookie(context, null);
  return "replayed" in refreshed ? tell(problem("SessionOver")) : refreshed;
}
