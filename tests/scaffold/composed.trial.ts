import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { domainNamed, driftOf } from "@madang/migrate";
import { startRouter } from "@madang/router";
import type { Subgraph } from "@madang/service-kit";
import { emptyDatabase, identityKey, redisSpace, staff, startTestSubgraph } from "@madang/testkit";
import { describe, expect, it } from "vitest";

const name = "gifts";

/** The new subgraph: outside the copy there is none to import by name. */
async function made(): Promise<Subgraph> {
  const file = join(import.meta.dirname, "../../subgraphs", name, "src/subgraph.ts");
  const module: Record<string, unknown> = await import(pathToFileURL(file).href);
  const subgraph = module[name];
  if (!isSubgraph(subgraph)) throw new Error(`${file} does not export ${name}.`);
  return subgraph;
}

const isSubgraph = (value: unknown): value is Subgraph =>
  typeof value === "object" && value !== null && "name" in value && "resolvers" in value;

describe("the new subgraph", () => {
  it("answers through the router, by its list and by node(id:)", async () => {
    await using redis = redisSpace();
    await using room = await startTestSubgraph(await made(), { role: "all", redis });
    const add = 'mutation { addGift(input: { idempotencyKey: "gift-0001", name: "A ribbon" }) { ... on Gift { id } } }';
    const added = await room.as(staff(["gifts:write"])).query<{ addGift: { id: string } }>(add);
    const id = added.data?.addGift.id;
    expect(id).toMatch(/^gift_/);

    const router = await startRouter({
      env: {
        PORT: "0",
        LOG_LEVEL: "silent",
        NODE_ENV: "test",
        REDIS_URL: redis.url,
        IDENTITY_KEY_ROUTER: JSON.stringify(await identityKey("router")),
        SUBGRAPH_URL_TEMPLATE: "http://127.0.0.1:9/{name}",
        SUBGRAPH_URL_GIFTS: room.url,
      },
    });
    try {
      const ask = async (query: string, variables = {}) => {
        const headers = { "content-type": "application/json" };
        const body = JSON.stringify({ query, variables });
        return JSON.parse(await (await fetch(router.url, { method: "POST", headers, body })).text());
      };
      const page = "query ($id: ID!) { gifts { nodes { id name } } node(id: $id) { id ... on Gift { name } } }";
      expect(await ask(page, { id })).toEqual({
        data: { gifts: { nodes: [{ id, name: "A ribbon" }] }, node: { id, name: "A ribbon" } },
      });
      expect(await ask(add)).toMatchObject({ errors: [{ extensions: { code: "UNAUTHENTICATED" } }] });
    } finally {
      await router.stop();
    }
  });

  it("has migrations that say what its schema says", async () => {
    await using database = await emptyDatabase();
    expect(await driftOf(domainNamed(name), database.url)).toBeUndefined();
  });
});
