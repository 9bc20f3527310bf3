import type { Viewer } from "@madang/service-kit";

/** One request as the router sees it. */
export interface RouterContext {
  readonly viewer: Viewer;
  /** The viewer, signed for the subgraphs. */
  readonly identity: string;
  /** How the refresh token of a browser travels; null for clients that keep it themselves. */
  readonly session: CookieSession | null;
}

/** The refresh token in an HttpOnly cookie, out of reach of the page's scripts. */
export interface CookieSession {
  readonly refreshToken: string | null;
  /** What accounts sent: `<token>;<expires>`, or nothing to take the cookie away. */
  keep(answer: string): void;
}
