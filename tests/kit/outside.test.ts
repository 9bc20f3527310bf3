import { type Check, defineSubgraph, type Route } from "@madang/service-kit";
import { ada, cloneDatabase, service, staff, startTestSubgraph } from "@madang/testkit";
import { describe, expect, it } from "vitest";
import type { Prisma, PrismaClient } from "./__generated__/prisma/client.ts";
import { impatient } from "./startPair.ts";
import { till, tillDomain, write } from "./subgraphs.ts";

const hook: Route<Prisma.TransactionClient> = {
  method: "POST",
  path: "/webhooks/:provider",
  handle: async ({ params, headers, rawBody }, { run, viewer }) => {
    const text = rawBody.toString("utf8");
    if (text === "bug") throw new Error("connection to postgres://till:hunter2@db failed");
    await run(write, { text: `${params["provider"]} ${rawBody.length}` });
    return {
      status: 202,
      body: { viewer: viewer.service, signature: headers["x-signature"], sum: rawBody.toString("hex").slice(0, 8) },
    };
  },
};

const check: Check<PrismaClient> = {
  name: "entries-are-few",
  description: "No entry is called wrong.",
  find: async (db) =>
    (await db.entry.findMany({ where: { text: "wrong" } })).map(({ id }) => ({ subject: id, detail: "Wrong." })),
};

async function start() {
  await using starting = new AsyncDisposableStack();
  const database = starting.use(await cloneDatabase(tillDomain));
  const open = defineSubgraph({}, { ...till, handles: [], routes: [hook], checks: [check] });
  const started = starting.use(await startTestSubgraph(open, { database, env: impatient }));
  const all = starting.move();
  const post = (body: Buffer | string, type = "application/json", path = "/webhooks/bank") =>
    fetch(new URL(path, started.url), {
      method: "POST",
      body: new Uint8Array(Buffer.from(body)),
      headers: { "content-type": type, "x-signature": "abc" },
    });
  return { ...started, post, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

describe("a route for outside parties", () => {
  it("gets the bytes as they came, whatever they claim to be, and works as the subgraph itself", async () => {
    await using started = await start();
    const bytes = Buffer.from([0x7b, 0x20, 0xff, 0x00, 0x0d, 0x0a]);
    for (const type of ["application/json", "text/plain", "application/octet-stream", "application/x-unknown; a=b"]) {
      const answer = await started.post(bytes, type);
      expect([answer.status, await answer.json()]).toEqual([
        202,
        { viewer: "till", signature: "abc", sum: "7b20ff00" },
      ]);
    }
    const empty = await started.post("");
    expect([empty.status, await empty.json()]).toEqual([202, { viewer: "till", signature: "abc", sum: "" }]);
    expect((await started.db.entry.findMany({ orderBy: { text: "asc" } })).map(({ text }) => text)).toEqual([
      "bank 0",
      ...Array.from({ length: 4 }, () => "bank 6"),
    ]);
  });

  it("takes 64 KiB and no more, and tells nothing of what goes wrong", async () => {
    await using started = await start();
    expect((await started.post(Buffer.alloc(65_536))).status).toBe(202);
    const large = await started.post(Buffer.alloc(65_537));
    expect([large.status, await large.json()]).toEqual([413, { error: "Payload Too Large" }]);
    const failed = await started.post("bug");
    expect([failed.status, await failed.json()]).toEqual([500, { error: "Internal Server Error" }]);
    expect((await started.post("x", "text/plain", "/webhooks/a/b")).status).toBe(404);
    expect(await started.db.entry.count()).toBe(1);
  });

  it("leaves the graph as it is", async () => {
    await using started = await start();
    expect((await started.as(ada).query("{ entries { nodes { id } } }")).errors).toEqual([]);
    expect((await started.post("{}", "application/json", "/graphql")).status).toBe(401);
  });
});

describe("inconsistencies", () => {
  const query = "{ tillInconsistencies { check subject detail } }";

  it("are shown to operators and to analytics, to nobody else", async () => {
    await using started = await start();
    for (const viewer of [staff(["operations:read"]), service("analytics")])
      expect(await started.as(viewer).query(query)).toMatchObject({ data: { tillInconsistencies: [] }, errors: [] });
    for (const viewer of [ada, staff(["operations:write"]), service("orders")])
      expect((await started.as(viewer).query(query)).errors[0]?.extensions?.["code"]).toBe("FORBIDDEN");
  });

  it("are what the checks find, the subgraph's own and the kit's", async () => {
    await using started = await start();
    await started.db.entry.create({ data: { id: "entry_1", text: "wrong" } });
    const now = await started.clock(started.db);
    const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
    const delivery = (id: string, createdAt: Date, doneAt: Date | null) =>
      started.db.kitDelivery.create({
        data: {
          id,
          kind: "event",
          target: "bell",
          name: "till.written",
          body: {},
          createdAt,
          dueAt: now,
          attempts: 7,
          doneAt,
        },
      });
    const [late, done, fresh] = [1, 2, 3].map((n) => `0198a9b4-0000-4000-8000-00000000000${n}`) as [
      string,
      string,
      string,
    ];
    await delivery(late, new Date("2020-01-02T03:04:05Z"), null);
    await delivery(done, ago(60), now);
    await delivery(fresh, ago(10), null);
    const letter = (id: string, replayedAt: Date | null) =>
      started.db.kitDeadLetter.create({
        data: {
          id,
          kind: "event",
          type: "bell.rung",
          subject: "s1",
          body: {},
          error: "No.",
          attempts: 5,
          failedAt: now,
          replayedAt,
        },
      });
    await letter(late, null);
    await letter(done, now);
    const steps = [
      { name: "pack", status: "STARTED", attempts: 20, startedAt: null, error: "The bank did not answer." },
    ];
    const process = (id: string, data: { dueAt: Date; updatedAt: Date } & Partial<Prisma.KitProcessCreateInput>) =>
      started.db.kitProcess.create({
        data: {
          id,
          name: "parcel",
          owner: "x",
          inputHash: "",
          viewer: {},
          state: {},
          steps,
          createdAt: ago(99),
          ...data,
        },
      });
    await process("forgotten", { dueAt: ago(20), updatedAt: ago(20), subject: "order_1" });
    await process("failing", { dueAt: now, updatedAt: now, attempts: 20 });
    const undo = { attempts: 20, error: "The bank is closed." };
    await process("unwilling", {
      ...{ dueAt: new Date(now.getTime() + 1), updatedAt: now, attempts: 20, direction: "BACK" },
      steps: [{ name: "pack", status: "FAILED", attempts: 1, startedAt: null, error: "NoRoom", undo }],
    });
    await process("moving", { dueAt: ago(99), updatedAt: ago(1) });
    await process("asleep", { dueAt: ago(-60), updatedAt: ago(99) });
    await process("over", { dueAt: ago(99), updatedAt: ago(99), status: "REFUSED", attempts: 20 });

    const { data, errors } = await started.as(staff(["operations:read"])).query(query);
    expect(errors).toEqual([]);
    expect(data?.["tillInconsistencies"]).toEqual([
      { check: "entries-are-few", subject: "entry_1", detail: "Wrong." },
      {
        check: "deliveries-arrive",
        subject: late,
        detail: "till.written for bell is not acknowledged since 2020-01-02T03:04:05Z, after 7 attempts.",
      },
      { check: "dead-letters-are-replayed", subject: late, detail: "bell.rung about s1: No." },
      {
        check: "processes-move-on",
        subject: "order_1",
        detail: "parcel is stuck at pack (forward) after 0 attempts: The bank did not answer.",
      },
      {
        check: "processes-move-on",
        subject: "failing",
        detail: "parcel is stuck at pack (forward) after 20 attempts: The bank did not answer.",
      },
      {
        check: "processes-move-on",
        subject: "unwilling",
        detail: "parcel is stuck at pack (back) after 20 attempts: The bank is closed.",
      },
    ]);
  });

  it("are at most 100 of each check", async () => {
    await using started = await start();
    await started.db.entry.createMany({
      data: Array.from({ length: 101 }, (_, i) => ({ id: `entry_${i}`, text: "wrong" })),
    });
    const { data } = await started.as(staff(["operations:read"])).query<{ tillInconsistencies: object[] }>(query);
    expect(data?.tillInconsistencies).toHaveLength(100);
  });
});
