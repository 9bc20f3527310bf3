import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { type Answer, readAnswer, send } from "./send.ts";
import { memoryTokens, type TokenStore, type Tokens } from "./tokens.ts";

/** What varies the answers; each wins over the channel's default, and arguments win over them. */
export interface Context {
  readonly channel?: string;
  readonly locale?: string;
  readonly currency?: string;
}

export interface MadangFetchOptions {
  /** Address of the graph. */
  readonly url: string;
  /** Browsers: the refresh token stays in an HttpOnly cookie. Without it, tokens come in the body and are kept here. */
  readonly cookie?: boolean;
  /** Where tokens are kept; in memory when left out. */
  readonly tokens?: TokenStore;
  /** Asked before each call. */
  readonly context?: () => Context;
  /** Called once when a session ends other than by `signOut`. */
  readonly onSignedOut?: () => void;
  /** The `fetch` underneath; the platform's when left out. */
  readonly fetch?: typeof globalThis.fetch;
}

export interface MadangFetch {
  /** A `fetch` that knows the session: hand it to Apollo's HttpLink, urql, or call it. */
  readonly fetch: typeof globalThis.fetch;
  /** Sends one typed operation. */
  send<Data, Variables>(document: TypedDocumentNode<Data, Variables>, variables: Variables): Promise<Answer<Data>>;
  /** Keeps the tokens of a `signIn`. */
  signedIn(session: Tokens): Promise<void>;
  /** After a page was loaded: takes the session up again. False when there is none. */
  restore(): Promise<boolean>;
  /** Ends the session, here and at the graph. */
  signOut(): Promise<void>;
}

const refreshMutation = `mutation RefreshSession($refreshToken: String) {
  refreshSession(refreshToken: $refreshToken) { __typename ... on Session { accessToken refreshToken } }
}`;

const signOutMutation = `mutation SignOut($refreshToken: String) {
  signOut(refreshToken: $refreshToken) { __typename }
}`;

type Refreshed = {
  readonly refreshSession: ({ readonly __typename: "Session" } & Tokens) | { readonly __typename: "SessionOver" };
};
type Outcome = "refreshed" | "over" | "unanswered";

/** A session over plain `fetch`: adds the token, refreshes it once when it is refused, and repeats the call. */
export function createMadangFetch(options: MadangFetchOptions): MadangFetch {
  const { url, cookie = false, tokens = memoryTokens(), context, onSignedOut } = options;
  const plainFetch = options.fetch ?? globalThis.fetch.bind(globalThis);
  let refreshing: Promise<Outcome> | undefined;

  const call = async (request: Request, accessToken: string | undefined) => {
    const headers = new Headers(request.headers);
    if (accessToken) headers.set("authorization", `Bearer ${accessToken}`);
    if (cookie) headers.set("x-madang-session", "cookie");
    const { channel, locale, currency } = context?.() ?? {};
    if (channel) headers.set("x-channel", channel);
    if (locale) headers.set("accept-language", locale);
    if (currency) headers.set("x-currency", currency);
    return plainFetch(new Request(request, { headers, ...(cookie && { credentials: "include" as const }) }));
  };

  const callWithoutToken: typeof globalThis.fetch = (input, init) => call(new Request(input, init), undefined);

  const refresh = async (): Promise<Outcome> => {
    const refreshToken = (await tokens.read())?.refreshToken ?? null;
    if (!cookie && !refreshToken) return "over";
    const answer = await send<Refreshed, object>(callWithoutToken, url, refreshMutation, {
      refreshToken: cookie ? null : refreshToken,
    }).catch(() => undefined);
    const result = answer?.data?.refreshSession;
    // A router that cannot be reached says nothing about the session: keep it.
    if (!result) return "unanswered";
    if (result.__typename !== "Session") return "over";
    await tokens.write({ accessToken: result.accessToken, refreshToken: result.refreshToken });
    return "refreshed";
  };

  // Calls that are refused together share one refresh: a refresh token works once.
  const refreshOnce = () => {
    refreshing ??= refresh()
      .then(async (outcome) => {
        if (outcome === "over" && (await tokens.read())) {
          await tokens.write(undefined);
          onSignedOut?.();
        }
        return outcome;
      })
      .finally(() => {
        refreshing = undefined;
      });
    return refreshing;
  };

  const sessionFetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    await refreshing;
    const used = (await tokens.read())?.accessToken;
    const response = await call(request.clone(), used);
    if (!(await isRefused(response))) return response;

    const current = (await tokens.read())?.accessToken;
    // Refreshed by another call while this one was under way.
    if (current && current !== used) return call(request, current);
    if ((await refreshOnce()) !== "refreshed") return response;
    return call(request, (await tokens.read())?.accessToken);
  };

  return {
    fetch: sessionFetch,
    send: (document, variables) => send(sessionFetch, url, document, variables),
    signedIn: async ({ accessToken, refreshToken }) =>
      tokens.write({ accessToken, refreshToken: cookie ? null : refreshToken }),
    restore: async () => (await refreshOnce()) === "refreshed",
    signOut: async () => {
      const refreshToken = (await tokens.read())?.refreshToken ?? null;
      await tokens.write(undefined);
      await send(callWithoutToken, url, signOutMutation, { refreshToken: cookie ? null : refreshToken });
    },
  };
}

async function isRefused(response: Response): Promise<boolean> {
  if (response.status === 401) return true;
  const answer = await readAnswer(response);
  return answer?.errors.some(({ extensions }) => extensions?.code === "UNAUTHENTICATED") ?? false;
}
