import type { Context } from "../context.ts";

type Headers = Pick<Context, "header" | "setHeader">;

const transportHeader = "x-madang-session";
const tokenHeader = "x-madang-refresh-token";
const setTokenHeader = "x-madang-set-refresh-token";

/** Whether the router keeps the refresh token in a cookie, out of the browser's scripts' reach. */
export const usesCookie = ({ header }: Headers) => header(transportHeader) === "cookie";

/** The refresh token of a request: the cookie's where there is one, else the argument. */
export const refreshTokenOf = (context: Headers, argument: string | null | undefined): string | null =>
  (usesCookie(context) ? context.header(tokenHeader) : argument) || null;

/** Has the router set its cookie, or delete it. */
export function setCookie(context: Headers, cookie: { token: string; expiresAt: Date } | null): void {
  if (usesCookie(context))
    context.setHeader(setTokenHeader, cookie ? `${cookie.token};${cookie.expiresAt.toISOString()}` : "");
}
