import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { identityHeader, newId } from "@madang/service-kit";
import { identityKey, signIdentity, staff } from "@madang/testkit";
import { importJWK, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Shop, signIn, startShop, told } from "../startShop.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await startShop();
}, 180_000);
afterAll(() => shop[Symbol.asyncDispose]());

type Errors = readonly { readonly extensions?: Record<string, unknown> }[];
const codes = (errors: Errors) => errors.map(({ extensions }) => extensions?.["code"]);
const shopper = () => signIn(shop.ask, "shopper@example.com", "shopper-demo");
const admin = () => signIn(shop.ask, "admin@example.com", "admin-demo");

describe("who asks", () => {
  it("is told by an access token of accounts and by nothing else", async () => {
    const claims = { kind: "staff", scopes: ["operations:read"], locale: "en", sid: "s" };
    const key = await importJWK({ ...(await identityKey("router")) }, "EdDSA");
    const forged = await new SignJWT(claims)
      .setProtectedHeader({ alg: "EdDSA", kid: "router" })
      .setSubject(newId("account"))
      .setIssuer("accounts")
      .setAudience("madang")
      .setExpirationTime("5m")
      .sign(key);
    const unsigned = `${Buffer.from('{"alg":"none"}').toString("base64url")}.${forged.split(".")[1]}.`;
    const [head, body, signature] = (await shopper()).authorization.replace("Bearer ", "").split(".");
    const raised = Buffer.from(
      JSON.stringify({
        ...JSON.parse(Buffer.from(body ?? "", "base64url").toString()),
        kind: "staff",
        scopes: ["operations:read"],
      }),
    );
    for (const token of [forged, unsigned, `${head}.${raised.toString("base64url")}.${signature}`, "x", "x.y.z"]) {
      const { status, errors, data } = await shop.ask(
        "{ services { name } }",
        {},
        { authorization: `Bearer ${token}` },
      );
      expect({ status, codes: codes(errors), data }).toEqual({ status: 401, codes: ["UNAUTHENTICATED"], data: null });
    }
    expect((await shop.ask("{ me { id } }", {}, { authorization: "Basic eDp5" })).status).toBe(401);
  });

  it("is never told by an identity that a client sends, however well it is signed", async () => {
    const identity = await signIdentity(staff(["operations:read", "accounts:read"]));
    const { errors } = await shop.ask("{ services { name } }", {}, { [identityHeader]: identity });
    expect(codes(errors)).toEqual(["UNAUTHENTICATED"]);
  });

  it("sees the state of every service only with the scope for it", async () => {
    expect(codes((await shop.ask("{ services { name } }", {}, await shopper())).errors)).toEqual(["FORBIDDEN"]);
    await vi.waitFor(async () => {
      const { services } = await told<{ services: object[] }>(
        shop.ask("{ services { name version status } }", {}, await admin()),
      );
      expect(services).toEqual(
        ["accounts", "catalog", "inventory", "orders", "notifications", "analytics", "payments"].map((name) => ({
          name,
          version: "0.1.0",
          status: "UP",
        })),
      );
    }, 15_000);
  });
});

describe("a browser's session", () => {
  it("has its refresh token in a cookie that scripts cannot read, once for each refresh", async () => {
    const cookieMode = { "x-madang-session": "cookie" };
    const input = { email: "shopper@example.com", password: "shopper-demo" };
    const signed = await shop.ask<{ signIn: object }>(
      "mutation ($input: SignInInput!) { signIn(input: $input) { ... on Session { refreshToken } } }",
      { input },
      cookieMode,
    );
    expect(signed.data).toEqual({ signIn: { refreshToken: null } });
    const cookie = signed.headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(/^madang_refresh=[\w-]{40,}; Path=\/graphql; Expires=[^;]+; HttpOnly; SameSite=Strict$/);

    const refresh = "mutation { refreshSession { __typename ... on Session { refreshToken account { email } } } }";
    const sent = { ...cookieMode, cookie: cookie.split(";", 1)[0] ?? "" };
    const refreshed = await shop.ask(refresh, {}, sent);
    expect(refreshed.data).toEqual({
      refreshSession: { __typename: "Session", refreshToken: null, account: { email: input.email } },
    });
    const next = (refreshed.headers.get("set-cookie") ?? "").split(";", 1)[0] ?? "";
    expect(next).not.toBe(sent.cookie);
    // The first one is used up; whoever has it now ends the session for both.
    expect((await shop.ask(refresh, {}, sent)).data).toEqual({ refreshSession: { __typename: "SessionOver" } });
    expect((await shop.ask(refresh, {}, { ...cookieMode, cookie: next })).data).toEqual({
      refreshSession: { __typename: "SessionOver" },
    });
    expect((await shop.ask(refresh, {}, { cookie: next })).data).toEqual({
      refreshSession: { __typename: "SessionOver" },
    });
  });
});

describe("node", () => {
  it("finds what exists and the viewer may see, by id alone", async () => {
    const { products } = await told<{ products: { nodes: { id: string; category: { id: string } }[] } }>(
      shop.ask("{ products(first: 1) { nodes { id category { id } } } }"),
    );
    const [product] = products.nodes;
    const account = (await told<{ me: { id: string } }>(shop.ask("{ me { id } }", {}, await shopper()))).me.id;
    const ids = [product?.id, newId("product"), account, newId("order"), "product_x", "", product?.category.id];
    const nodes = await told<{ nodes: (object | null)[] }>(
      shop.ask("query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Product { slug } } }", { ids }),
    );
    expect(nodes.nodes.map((node) => (node === null ? null : Object.entries(node)[0]?.[1]))).toEqual([
      "Product",
      null,
      null,
      null,
      null,
      null,
      "Category",
    ]);
    expect(await told(shop.ask("query ($id: ID!) { node(id: $id) { id } }", { id: account }, await shopper()))).toEqual(
      { node: { id: account } },
    );
    expect(await told(shop.ask("query ($id: ID!) { node(id: $id) { id } }", { id: account }))).toEqual({ node: null });
    // The default warehouse, whose id anybody can read in the migrations.
    const warehouse = { id: "warehouse_01m7x85618fztbdvhjr4rgq2wq" };
    const byId = "query ($id: ID!) { node(id: $id) { __typename id } }";
    expect(await told(shop.ask(byId, warehouse, await shopper()))).toEqual({ node: null });
    expect(await told(shop.ask(byId, warehouse, await admin()))).toEqual({
      node: { __typename: "Warehouse", ...warehouse },
    });
    const many = Array.from({ length: 101 }, () => newId("product"));
    expect(codes((await shop.ask("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", { ids: many })).errors)).toEqual([
      "BAD_USER_INPUT",
    ]);
  });
});

describe("what is too much", () => {
  it.each([
    ["aliases", `{ ${Array.from({ length: 31 }, (_, i) => `a${i}: __typename`).join(" ")} }`],
    ["depth", `{ products(first: 1) { nodes { category { ${"parent { ".repeat(14)} id ${"} ".repeat(14)} } } } }`],
    ["directives", `{ products(first: 1) { nodes { id ${"@include(if: true) ".repeat(10)} } } }`],
    ["tokens", `{ ${"__typename ".repeat(4_001)} }`],
  ])("is refused before anything is fetched: %s", async (_, query) => {
    const { status, data, errors } = await shop.ask(query);
    expect({ status, data }).toEqual({ status: 400, data: null });
    expect(["GRAPHQL_VALIDATION_FAILED", "GRAPHQL_PARSE_FAILED"]).toContain(codes(errors)[0]);
  });

  it("is refused as several operations in one request, as a mutation by GET, and as a form of another site", async () => {
    const post = (body: string, type: string) =>
      fetch(shop.router.url, { method: "POST", headers: { "content-type": type }, body });
    expect((await post('[{"query":"{ __typename }"}]', "application/json")).status).toBe(400);
    expect((await post('{"query":"{ __typename }"}', "text/plain")).status).toBe(400);
    const byGet = await fetch(`${shop.router.url}?query=${encodeURIComponent("mutation { signOut { __typename } }")}`, {
      headers: { "apollo-require-preflight": "true" },
    });
    expect(byGet.status).toBe(405);
    expect((await fetch(`${shop.router.url}?query=%7B__typename%7D`)).status).toBe(400);
  });

  it("is refused for the rest of the minute, also while Redis is away", async () => {
    for (const REDIS_URL of [undefined, "redis://127.0.0.1:9"]) {
      await using router = await shop.openRouter({
        RATE_LIMIT_ANONYMOUS: "3",
        RATE_LIMIT_ACCOUNT: "5",
        ...(REDIS_URL && { REDIS_URL }),
      });
      const limited = await vi.waitFor(async () => {
        const answer = await router.ask("{ __typename }");
        expect(answer.status).toBe(429);
        return answer;
      }, 10_000);
      expect(codes(limited.errors)).toEqual(["RATE_LIMITED"]);
      expect(Number(limited.headers.get("retry-after"))).toBeGreaterThan(0);
      // Whoever is signed in is counted by account, not by address.
      expect((await router.ask("{ __typename }", {}, await shopper())).status).toBe(200);
      // A bad token is no way around the limit of its address.
      expect((await router.ask("{ __typename }", {}, { authorization: "Bearer x.y.z" })).status).toBe(429);
    }
  });
});

describe("a part that is away", () => {
  it("leaves the rest of the page standing, and tells nothing of itself", async () => {
    await using router = await shop.openRouter({ SUBGRAPH_URL_INVENTORY: "http://127.0.0.1:9/graphql" });
    const { data, errors, status } = await router.ask<{ products: { nodes: { name: string; variants: object[] }[] } }>(
      "{ products(first: 1) { nodes { name variants { availability { inStock } } } } }",
    );
    expect(status).toBe(200);
    expect(data?.products.nodes[0]?.name).toEqual(expect.any(String));
    expect(data?.products.nodes[0]?.variants[0]).toEqual({ availability: null });
    expect(errors.map(({ message, extensions }) => ({ message, extensions }))).toEqual([
      {
        message: "A part of the shop does not answer. Try again in a moment.",
        extensions: { code: "SERVICE_UNAVAILABLE", retryable: true },
      },
    ]);
  });

  it("is given up at its deadline", async () => {
    // Nothing listens behind this address but a server that never answers.
    const { createServer } = await import("node:net");
    const silent = createServer(() => undefined).listen(0, "127.0.0.1");
    await vi.waitFor(() => expect(silent.listening).toBe(true));
    const address = silent.address();
    const port = typeof address === "object" ? address?.port : 0;
    await using router = await shop.openRouter({
      SUBGRAPH_URL_ORDERS: `http://127.0.0.1:${port}/graphql`,
      SUBGRAPH_TIMEOUT_MS: "300",
    });
    const { data, errors } = await router.ask("{ cart { id } }");
    expect(data).toEqual({ cart: null });
    expect(codes(errors)).toEqual(["SERVICE_UNAVAILABLE"]);
    silent.close();
  });
});

describe("the graph", () => {
  it("is loaded again when its file changes, and not when that cannot be used", async () => {
    const folder = await mkdtemp(join(tmpdir(), "madang-graph-"));
    const file = join(folder, "supergraph.graphql");
    const composed = await readFile(join(import.meta.dirname, "../../../schema/supergraph.graphql"), "utf8");
    await writeFile(file, composed);
    await using router = await shop.openRouter({ SUPERGRAPH_FILE: file });
    const described = async () =>
      (await told<{ __type: { description: string } }>(router.ask('{ __type(name: "Product") { description } }')))
        .__type.description;
    const before = await described();
    await writeFile(file, "this is no graph");
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(await described()).toBe(before);
    await writeFile(file, composed.replace(before, "Something else."));
    await vi.waitFor(async () => expect(await described()).toBe("Something else."), 10_000);
    await rm(folder, { recursive: true });
  });

  it("is composed from what the subgraphs answer, in development", async () => {
    await using router = await shop.openRouter({ ROUTER_COMPOSITION: "introspect" });
    expect(await told(router.ask("{ channels { code } }"))).toEqual({ channels: [{ code: "default" }] });
  });

  it("keeps operations by their hash once they were sent", async () => {
    const query = "query Kept { channels { code } }";
    const extensions = { persistedQuery: { version: 1, sha256Hash: createHash("sha256").update(query).digest("hex") } };
    const post = async (body: object) =>
      (await (
        await fetch(shop.router.url, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(body),
        })
      ).json()) as { data?: object; errors?: Errors };
    expect(codes((await post({ extensions })).errors ?? [])).toEqual(["PERSISTED_QUERY_NOT_FOUND"]);
    expect((await post({ query, extensions })).data).toEqual({ channels: [{ code: "default" }] });
    expect((await post({ extensions })).data).toEqual({ channels: [{ code: "default" }] });
  });

  it("shows its explorers and its schema to developers, and not in production", async () => {
    const page = (url: string) => fetch(new URL("/", url), { headers: { accept: "text/html" } });
    const html = await page(shop.router.url);
    expect(html.status).toBe(200);
    expect(await html.text()).toContain("embeddable-sandbox");
    await using hidden = await shop.openRouter({ NODE_ENV: "production" });
    expect((await page(hidden.url)).status).toBe(404);
    expect(codes((await hidden.ask("{ __schema { queryType { name } } }")).errors)).toEqual([
      "GRAPHQL_VALIDATION_FAILED",
    ]);
  });

  it("may be called by the web origins that were named, with their cookies, and by no other", async () => {
    await using router = await shop.openRouter({ NODE_ENV: "production", CORS_ORIGINS: "https://shop.example.com" });
    const preflight = async (origin: string) => {
      const { headers } = await fetch(router.url, {
        method: "OPTIONS",
        headers: { origin, "access-control-request-method": "POST", "access-control-request-headers": "content-type" },
      });
      return [headers.get("access-control-allow-origin"), headers.get("access-control-allow-credentials")];
    };
    expect(await preflight("https://shop.example.com")).toEqual(["https://shop.example.com", "true"]);
    expect((await preflight("https://evil.example.com"))[0]).toBeNull();
  });

  it("refuses headers that it does not understand, with a stable code", async () => {
    for (const [name, value] of [
      ["x-channel", "../x"],
      ["x-currency", "pounds"],
    ] as const)
      expect(codes((await shop.ask("{ channels { code } }", {}, { [name]: value })).errors)).toEqual([
        "BAD_USER_INPUT",
      ]);
  });
});
