import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { createMadangFetch, MeDocument, memoryTokens } from "@madang/client";
import { afterEach, describe, expect, it } from "vitest";

/** A real HTTP server that takes one access token at a time, and each refresh token once. */
async function startGraph({ refusal = "error" as "error" | "status", refreshWith = "Session" } = {}) {
  const calls: { operation: string; headers: IncomingMessage["headers"]; variables: unknown }[] = [];
  const state = { accepted: "access-2", refreshToken: "refresh-1", reachable: true };
  const server = createServer(async (request, response) => {
    const { query, variables } = JSON.parse(await text(request));
    const operation = /(?:query|mutation) (\w+)/.exec(query)?.[1] ?? "";
    calls.push({ operation, headers: request.headers, variables });
    const answer = (body: object, status = 200) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));

    if (operation === "SignOut") return answer({ data: { signOut: { __typename: "SignedOut" } } });
    if (operation === "RefreshSession") {
      if (!state.reachable) return response.destroy();
      const given = variables.refreshToken ?? /refresh=(\S+)/.exec(request.headers.cookie ?? "")?.[1];
      const known = variables.refreshToken === null || given === state.refreshToken;
      state.refreshToken = "refresh-2";
      return answer({
        data: {
          refreshSession:
            known && refreshWith === "Session"
              ? {
                  __typename: "Session",
                  accessToken: state.accepted,
                  refreshToken: variables.refreshToken && "refresh-2",
                }
              : { __typename: "SessionOver" },
        },
      });
    }
    if (request.headers.authorization === `Bearer ${state.accepted}`) {
      return answer({ data: { me: { __typename: "Account", id: "account_1" } } });
    }
    if (refusal === "status") return answer({}, 401);
    return answer({ data: null, errors: [{ message: "Sign in.", extensions: { code: "UNAUTHENTICATED" } }] });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  servers.push(server);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/graphql`,
    calls,
    state,
    count: (name: string) => calls.filter(({ operation }) => operation === name).length,
  };
}

const servers: Server[] = [];
const expired = () => memoryTokens({ accessToken: "access-1", refreshToken: "refresh-1" });
const me = { data: { me: { __typename: "Account", id: "account_1" } }, errors: [] };

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

describe("a call whose access token is refused", () => {
  for (const refusal of ["error", "status"] as const) {
    it(`is repeated after one refresh, however many are refused at once (by ${refusal})`, async () => {
      const graph = await startGraph({ refusal });
      const tokens = expired();
      const shop = createMadangFetch({ url: graph.url, tokens });
      const answers = await Promise.all(Array.from({ length: 8 }, () => shop.send(MeDocument, {})));
      expect(answers).toEqual(Array.from({ length: 8 }, () => me));
      expect(graph.count("RefreshSession")).toBe(1);
      expect(await tokens.read()).toEqual({ accessToken: "access-2", refreshToken: "refresh-2" });
    });
  }

  it("ends the session when the refresh token is over, once for all calls", async () => {
    const graph = await startGraph({ refreshWith: "SessionOver" });
    const tokens = expired();
    let signedOut = 0;
    const shop = createMadangFetch({ url: graph.url, tokens, onSignedOut: () => signedOut++ });
    const answers = await Promise.all([shop.send(MeDocument, {}), shop.send(MeDocument, {})]);
    expect(answers.map(({ errors }) => errors[0]?.extensions?.code)).toEqual(["UNAUTHENTICATED", "UNAUTHENTICATED"]);
    expect([signedOut, await tokens.read()]).toEqual([1, undefined]);
  });

  it("keeps the session when the refresh gets no answer", async () => {
    const graph = await startGraph();
    graph.state.reachable = false;
    const tokens = expired();
    let signedOut = 0;
    const shop = createMadangFetch({ url: graph.url, tokens, onSignedOut: () => signedOut++ });
    expect((await shop.send(MeDocument, {})).errors[0]?.extensions?.code).toBe("UNAUTHENTICATED");
    expect([signedOut, await tokens.read()]).toEqual([0, { accessToken: "access-1", refreshToken: "refresh-1" }]);
  });

  it("is left alone when there is no session to refresh", async () => {
    const graph = await startGraph();
    const shop = createMadangFetch({ url: graph.url });
    expect((await shop.send(MeDocument, {})).errors[0]?.extensions?.code).toBe("UNAUTHENTICATED");
    expect(graph.calls.map(({ operation }) => operation)).toEqual(["Me"]);
  });
});

it("sends channel, language and currency with every call", async () => {
  const graph = await startGraph();
  const context = () => ({ channel: "kr", locale: "ko", currency: "KRW" });
  await createMadangFetch({ url: graph.url, context }).send(MeDocument, {});
  expect(graph.calls[0]?.headers).toMatchObject({ "x-channel": "kr", "accept-language": "ko", "x-currency": "KRW" });
  expect(graph.calls[0]?.headers).not.toHaveProperty("x-madang-session");
});

it("leaves a browser's refresh token to its cookie, and never keeps one", async () => {
  const graph = await startGraph();
  const tokens = memoryTokens();
  const shop = createMadangFetch({ url: graph.url, cookie: true, tokens });
  expect(await shop.restore()).toBe(true);
  expect(await shop.send(MeDocument, {})).toEqual(me);
  expect(await tokens.read()).toEqual({ accessToken: "access-2", refreshToken: null });
  expect(graph.calls.map(({ headers, variables }) => [headers["x-madang-session"], variables])).toEqual([
    ["cookie", { refreshToken: null }],
    ["cookie", {}],
  ]);
});

it("ends the session at the graph when signing out", async () => {
  const graph = await startGraph();
  const tokens = expired();
  await createMadangFetch({ url: graph.url, tokens }).signOut();
  expect(graph.calls.map(({ operation, variables }) => [operation, variables])).toEqual([
    ["SignOut", { refreshToken: "refresh-1" }],
  ]);
  expect(await tokens.read()).toBeUndefined();
});
