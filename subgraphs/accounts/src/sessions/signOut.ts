import { signOut as signOutAction } from "../actions/signOut.ts";
import type { Context } from "../context.ts";
import { refreshTokenOf, setCookie } from "./cookie.ts";

/** Ends the session of a token, wherever the token comes from, and its cookie. */
export async function signOut(context: Context, argument: string | null) {
  const over = await context.run(signOutAction, { token: refreshTokenOf(context, argument) });
  setCookie(context, null);
  return over;
}
