import type { FastifyReply, FastifyRequest } from "fastify";
import type { CookieSession } from "../context.ts";

const cookie = "madang_refresh";

/** The session of a browser that asked for one with `x-madang-session: cookie`; null for everyone else. */
export function cookieSession(request: FastifyRequest, reply: FastifyReply, secure: boolean): CookieSession | null {
  if (request.headers["x-madang-session"] !== "cookie") return null;
  const options = { path: "/graphql", httpOnly: true, sameSite: "strict", secure } as const;
  return {
    refreshToken: request.cookies[cookie] ?? null,
    keep: (answer) => {
      const [token = "", expires = ""] = answer.split(";");
      if (token === "") reply.clearCookie(cookie, options);
      else reply.setCookie(cookie, token, { ...options, expires: new Date(expires) });
    },
  };
}
