import { identityHeader, identitySigner } from "@madang/service-kit";
import { ada, guest, identityKey, service, staff } from "@madang/testkit";
import { describe, expect, it } from "vitest";
import { startBell, startTill } from "./startPair.ts";

const code = (errors: readonly { readonly extensions?: Record<string, unknown> }[]) =>
  errors.map(({ extensions }) => extensions?.["code"]);

/** Sends any identity at all. */
async function post(url: string, query: string, identity?: string) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...(identity !== undefined && { [identityHeader]: identity }) },
    body: JSON.stringify({ query }),
  });
  return { status: response.status, body: await response.text() };
}

describe("a subgraph", () => {
  it("answers nothing to whoever has no valid identity, its schema and entities included", async () => {
    await using till = await startTill();
    const forged = await (await identitySigner({ ...(await identityKey("stranger")), kid: "router" })).sign(ada);
    for (const identity of [undefined, "", "x.y.z", forged])
      for (const query of [
        "{ _service { sdl } }",
        '{ _entities(representations: [{__typename: "Entry", id: "1"}]) { __typename } }',
        "{ __typename }",
      ]) {
        const { status, body } = await post(till.url, query, identity);
        expect(status).toBe(401);
        expect(JSON.parse(body)).toEqual({
          errors: [{ message: expect.any(String), extensions: { code: "UNAUTHENTICATED" } }],
        });
      }
  });

  it("takes nobody's word for being a service but that service's own key's", async () => {
    await using bell = await startBell();
    expect((await bell.as(service("till")).query("mutation { strike }")).data).toEqual({ strike: true });
    expect(code((await bell.as(service("bell")).query("mutation { strike }")).errors)).toEqual(["FORBIDDEN"]);
    expect(code((await bell.as(staff(["service:till"])).query("mutation { strike }")).errors)).toEqual(["FORBIDDEN"]);
    const routerAsService = await (await identitySigner(await identityKey("router"))).sign(service("till"));
    expect((await post(bell.url, "mutation { strike }", routerAsService)).status).toBe(401);
    const serviceAsStaff = await (await identitySigner({ ...(await identityKey("till")) })).sign(
      staff(["service:till"]),
    );
    expect((await post(bell.url, "mutation { strike }", serviceAsStaff)).status).toBe(401);
  });

  it("enforces what the contract asks of a viewer", async () => {
    await using till = await startTill();
    const ask = async (viewer: typeof guest, query: string) => code((await till.as(viewer).query(query)).errors);
    expect(await ask(guest, "{ own }")).toEqual(["UNAUTHENTICATED"]);
    expect(await ask(ada, "{ own }")).toEqual([]);
    expect(await ask(guest, "{ secret }")).toEqual(["UNAUTHENTICATED"]);
    expect(await ask(ada, "{ secret }")).toEqual(["FORBIDDEN"]);
    expect(await ask(staff(["till:read"]), "{ secret }")).toEqual(["FORBIDDEN"]);
    expect(await ask(staff(["till:read", "till:secret"]), "{ secret }")).toEqual([]);
    expect(await ask(staff(["till:all"]), "{ secret }")).toEqual([]);
    expect(await ask(staff([]), "{ tillDeadLetters { id } }")).toEqual(["FORBIDDEN"]);
  });

  it("enforces it through _entities and nested fields as well", async () => {
    await using till = await startTill();
    const entry = await till.has((db) => db.entry.create({ data: { id: "entry_1", text: "there" } }));
    const entities = `{ _entities(representations: [{ __typename: "Note", id: "${entry.id}" }]) { ... on Note { id text } } }`;
    const nested = `{ entry(id: "${entry.id}") { text note { text } } }`;
    expect(code((await till.as(ada).query(entities)).errors)).toContain("FORBIDDEN");
    expect((await till.as(staff(["till:read"])).query(entities)).data).toEqual({
      _entities: [{ id: "entry_1", text: "a note" }],
    });
    const { data, errors } = await till.as(ada).query(nested);
    expect({ data, codes: code(errors) }).toEqual({
      data: { entry: { text: "there", note: null } },
      codes: ["FORBIDDEN"],
    });
  });

  it("says nothing of what went wrong inside", async () => {
    await using till = await startTill();
    const { data, errors } = await till.as(ada).query("{ bug }");
    expect(data).toBeNull();
    expect(errors).toEqual([
      {
        message: "Something went wrong on our side.",
        locations: [{ line: 1, column: 3 }],
        path: ["bug"],
        extensions: { code: "INTERNAL_SERVER_ERROR" },
      },
    ]);
  });

  it("refuses a text that the database cannot hold as the client's mistake", async () => {
    await using till = await startTill();
    const query = "query ($subject: ID!) { tillEventsOf(subject: $subject) { id } }";
    const { errors } = await till.as(staff(["operations:read"])).query(query, { subject: "a\u0000b" });
    expect(code(errors)).toEqual(["BAD_USER_INPUT"]);
  });

  it("says that a neighbour is away, and that trying again may help", async () => {
    await using till = await startTill({ env: { CALL_ATTEMPTS: "1" } });
    const { errors } = await till.as(ada).query("{ rung }");
    expect(errors.map(({ message, extensions }) => ({ message, extensions }))).toEqual([
      {
        message: "A part of the shop does not answer. Try again in a moment.",
        extensions: { code: "SERVICE_UNAVAILABLE", retryable: true },
      },
    ]);
  });

  it("tells problems in the viewer's language and changes nothing", async () => {
    await using till = await startTill();
    const query =
      "mutation ($text: String!) { write(text: $text) { __typename ... on NoRoom { code message room } ... on InvalidInput { fields { path code message } } } }";
    const korean = { ...ada, locale: "ko-KR" };
    expect((await till.as(korean).query(query, { text: "too much" })).data).toEqual({
      write: { __typename: "NoRoom", code: "NO_ROOM", message: "자리가 3개뿐입니다.", room: 3 },
    });
    for (const [text, fieldCode, message] of [
      ["", "TOO_SHORT", "너무 짧습니다."],
      ["x".repeat(51), "TOO_LONG", "너무 깁니다."],
      ["a\u0000b", "NOT_ALLOWED", "여기에 쓸 수 없는 값입니다."],
      ["\u202egnp.exe", "NOT_ALLOWED", "여기에 쓸 수 없는 값입니다."],
    ])
      expect((await till.as(korean).query(query, { text })).data).toEqual({
        write: { __typename: "InvalidInput", fields: [{ path: "text", code: fieldCode, message }] },
      });
    expect(await till.db.entry.count()).toBe(0);
    expect(await till.published()).toEqual([]);
  });

  it("gives pages that fit together, and refuses cursors that it did not give", async () => {
    await using till = await startTill();
    await till.has((db) => db.entry.createMany({ data: ["a", "b", "c"].map((id) => ({ id, text: id })) }));
    const query =
      "query ($first: Int!, $after: String) { entries(first: $first, after: $after) { nodes { id } pageInfo { hasNextPage hasPreviousPage endCursor } } }";
    type Page = { entries: { nodes: { id: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } } };
    const first = (await till.as(ada).query<Page>(query, { first: 2 })).data?.entries;
    expect(first).toMatchObject({
      nodes: [{ id: "a" }, { id: "b" }],
      pageInfo: { hasNextPage: true, hasPreviousPage: false },
    });
    const second = (await till.as(ada).query<Page>(query, { first: 2, after: first?.pageInfo.endCursor })).data
      ?.entries;
    expect(second).toMatchObject({ nodes: [{ id: "c" }], pageInfo: { hasNextPage: false, hasPreviousPage: true } });
    const altered = `${first?.pageInfo.endCursor.slice(0, -2)}AA`;
    expect(code((await till.as(ada).query(query, { first: 2, after: altered })).errors)).toEqual(["INVALID_CURSOR"]);
    for (const size of [0, -1, 101])
      expect(code((await till.as(ada).query(query, { first: size })).errors)).toEqual(["BAD_USER_INPUT"]);
    expect(code((await till.as(ada).query(query, { first: 2 ** 31 })).errors)).toEqual(["BAD_USER_INPUT"]);
  });

  it("takes effect once per idempotency key, and refuses the key for other input", async () => {
    await using till = await startTill();
    const query =
      "mutation ($key: ID!, $text: String!) { writeOnce(idempotencyKey: $key, text: $text) { __typename ... on Entry { id } ... on Problem { code } } }";
    const once = (viewer: typeof guest, text: string, key = "key-12345") =>
      till.as(viewer).query<{ writeOnce: { id: string } }>(query, { key, text });
    const answers = await Promise.all(Array.from({ length: 5 }, () => once(ada, "one")));
    const ids = new Set(answers.map(({ data }) => data?.writeOnce.id));
    expect(ids.size).toBe(1);
    expect(await till.db.entry.count()).toBe(1);
    expect((await once(ada, "two")).data).toEqual({
      writeOnce: { __typename: "IdempotencyConflict", code: "IDEMPOTENCY_CONFLICT" },
    });
    expect((await once(ada, "one", "short")).data).toEqual({
      writeOnce: { __typename: "InvalidInput", code: "INVALID_INPUT" },
    });
    expect((await once(ada, "too much", "key-67890")).data).toEqual({
      writeOnce: { __typename: "NoRoom", code: "NO_ROOM" },
    });
    expect((await once(ada, "enough", "key-67890")).data).toMatchObject({ writeOnce: { __typename: "Entry" } });
    expect(await till.db.entry.count()).toBe(2);
  });

  it("is ready with its database and migrations, and no more than degraded without Redis", async () => {
    await using worker = await startTill({ role: "worker", redis: { url: "redis://127.0.0.1:9", prefix: "none" } });
    const ready = await fetch(worker.url.replace("/graphql", "/health/ready"));
    expect(ready.status).toBe(200);
    expect(await ready.json()).toEqual({
      name: "till",
      version: "0.1.0",
      status: "DEGRADED",
      checks: { database: true, migrations: true, queue: false },
    });
    expect((await fetch(worker.url, { method: "POST" })).status).toBe(404);
  });
});
