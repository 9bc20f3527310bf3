import {
  type Action,
  type Background,
  CallFailed,
  defineProcess,
  defineSubgraph,
  type Moment,
  problem,
} from "@madang/service-kit";
import { ada, brian, cloneDatabase, guest, startTestSubgraph } from "@madang/testkit";
import { afterEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import type { Prisma } from "./__generated__/prisma/client.ts";
import { parcel, sale, startSales } from "./sales.ts";
import { impatient } from "./startPair.ts";
import { till, tillDomain } from "./subgraphs.ts";

type Tx = Prisma.TransactionClient;
type State = { readonly order: string; readonly fail: string; readonly price?: bigint | undefined };

const add: Action<Tx, string, unknown> = ({ tx }, id) =>
  tx.entry.upsert({ where: { id }, create: { id, text: id }, update: { count: { increment: 1 } } });
const remember =
  (step: string) =>
  ({ run }: Background<Tx>) =>
    run(add, step);

/** Fails as its input says: `reserve:problem`, `pay:throw`, `pay:throw once`. */
const failures = new Map<string, number>();
function failing(step: string, { order, fail }: State) {
  const [where, how] = fail.split(":");
  if (where !== step) return null;
  const times = (failures.get(order) ?? 0) + 1;
  failures.set(order, times);
  if (how === "problem") return problem("NoRoom", { room: 1 });
  if (how === "throw" || times === 1)
    throw new CallFailed({ to: "bank", name: step, document: "", parse: () => null }, "no answer", true);
  return null;
}

const buy = defineProcess({
  name: "buy",
  state: z.object({ order: z.string(), fail: z.string(), price: z.coerce.bigint().optional() }),
  begin: async ({ tx }: Parameters<Action<Tx, never, never>>[0], input: { order: string; fail?: string }) => {
    if (input.order === "nothing") return problem("NoRoom", { room: 0 });
    await tx.entry.create({ data: { id: `begin ${input.order}`, text: input.order } });
    return { order: input.order, fail: input.fail ?? "" };
  },
  steps: [
    {
      name: "price",
      call: async (background, state: State) => {
        await remember("price")(background);
        return failing("price", state) ?? { price: 700n };
      },
      undo: remember("unprice"),
    },
    {
      name: "reserve",
      call: async (background, state) => {
        await remember("reserve")(background);
        return failing("reserve", state) ?? {};
      },
      undo: remember("unreserve"),
    },
    {
      name: "confirm",
      act: async (work, state) => {
        await add(work, "confirm");
        return failing("confirm", state) ?? {};
      },
    },
  ],
  failed: () => problem("NoRoom", { room: -1 }),
  answer: async (_, { order, price }) => ({ order, price }),
});

let answerToLose = false;

/** The real database, except that the answer to one commit can be lost on its way back. */
const connect: typeof till.connect = (settings) => {
  const db = till.connect(settings);
  const transaction = db.$transaction.bind(db) as (...args: unknown[]) => Promise<unknown>;
  const losing = async (...args: unknown[]) => {
    const result = await transaction(...args);
    if (!answerToLose) return result;
    answerToLose = false;
    throw new Error("Connection terminated unexpectedly");
  };
  return new Proxy(db, { get: (of, key) => (key === "$transaction" ? losing : Reflect.get(of, key)) });
};

const shop = defineSubgraph({}, { ...till, connect, handles: [], processes: [buy] });

async function startShop(
  options: {
    observe?: (moment: Moment) => void | Promise<void>;
    database?: { url: string };
    role?: "api" | "worker" | "all";
    env?: Record<string, string>;
  } = {},
) {
  await using starting = new AsyncDisposableStack();
  const database = options.database ?? starting.use(await cloneDatabase(tillDomain));
  const started = starting.use(
    await startTestSubgraph(shop, { ...options, database, env: { ...impatient, ...options.env } }),
  );
  const all = starting.move();
  const done = async () =>
    Object.fromEntries(
      (await started.db.entry.findMany({ orderBy: { id: "asc" } }))
        .filter(({ id }) => !id.startsWith("begin"))
        .map(({ id, count }) => [id, count]),
    );
  return { ...started, done, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

afterEach(() => failures.clear());

describe("a process", () => {
  it("does its steps in order and answers from its state", async () => {
    const moments: string[] = [];
    await using started = await startShop({ observe: ({ step, at }) => void moments.push(`${at} ${step}`) });
    expect(await started.as(ada).start(buy, { order: "a" })).toEqual({ order: "a", price: 700n });
    expect(moments).toEqual([
      "before price",
      "after price",
      "before reserve",
      "after reserve",
      "before confirm",
      "after confirm",
    ]);
    expect(await started.done()).toEqual({ price: 1, reserve: 1, confirm: 1 });
    const { status, key, steps } = await started.db.kitProcess.findFirstOrThrow();
    expect({ status, key, steps }).toMatchObject({
      status: "SUCCEEDED",
      key: null,
      steps: [{ name: "price", status: "DONE", attempts: 1 }, { status: "DONE" }, { name: "confirm", status: "DONE" }],
    });
  });

  it("is not begun when its beginning says no", async () => {
    await using started = await startShop();
    expect(await started.as(ada).start(buy, { order: "nothing" }, { key: "key-12345" })).toMatchObject({
      code: "NO_ROOM",
      room: 0,
    });
    expect(await started.db.kitProcess.count()).toBe(0);
  });

  it("undoes what came before a step that says no, last first, and answers with its problem", async () => {
    const moments: string[] = [];
    await using started = await startShop({
      observe: ({ step, at, direction }) => void (direction === "BACK" && at === "after" && moments.push(step)),
    });
    expect(await started.as(ada).start(buy, { order: "a", fail: "confirm:problem" })).toEqual({
      __typename: "NoRoom",
      code: "NO_ROOM",
      message: "There is room for 1 only.",
      room: 1,
    });
    expect(moments).toEqual(["reserve", "price"]);
    // What `confirm` wrote was rolled back with its transaction.
    expect(await started.done()).toEqual({ price: 1, reserve: 1, unprice: 1, unreserve: 1 });
  });

  it("undoes a call that says no too, since the same call may still be on its way and be done late", async () => {
    await using started = await startShop();
    expect(await started.as(ada).start(buy, { order: "a", fail: "reserve:problem" })).toMatchObject({ room: 1 });
    expect(await started.done()).toEqual({ price: 1, reserve: 1, unprice: 1, unreserve: 1 });
    expect((await started.db.kitProcess.findFirstOrThrow()).steps).toMatchObject([
      { name: "price", status: "UNDONE", error: null },
      { name: "reserve", status: "UNDONE", error: "NoRoom" },
      { name: "confirm", status: "WAITING" },
    ]);
  });

  it("undoes a step that keeps failing too, since what it did is not known", async () => {
    await using started = await startShop();
    expect(await started.as(ada).start(buy, { order: "a", fail: "reserve:throw" })).toMatchObject({ room: -1 });
    expect(await started.done()).toEqual({ price: 1, reserve: 2, unprice: 1, unreserve: 1 });
  });

  it("tries again what failed once", async () => {
    await using started = await startShop();
    expect(await started.as(ada).start(buy, { order: "a", fail: "reserve:once" })).toEqual({ order: "a", price: 700n });
    expect(await started.done()).toEqual({ price: 1, reserve: 2, confirm: 1 });
  });

  it("does a step once whose commit was answered with silence", async () => {
    await using started = await startShop({
      observe: ({ step, at }) => {
        if (step === "confirm" && at === "before") answerToLose = true;
      },
    });
    expect(await started.as(ada).start(buy, { order: "a" })).toEqual({ order: "a", price: 700n });
    expect(await started.done()).toEqual({ price: 1, reserve: 1, confirm: 1 });
    expect(await started.db.kitProcess.findFirstOrThrow()).toMatchObject({ status: "SUCCEEDED", problem: null });
  });

  it("is not begun while as many are driven as may be, and whoever came too long ago is told so", async () => {
    const open = Promise.withResolvers<void>();
    await using started = await startShop({
      env: { PROCESS_CONCURRENCY: "1", PROCESS_DEADLINE_MS: "1000", PROCESS_LEASE_MS: "30000" },
      observe: () => open.promise,
    });
    const first = started.as(ada).start(buy, { order: "a" }, { key: "key-first" });
    await vi.waitFor(async () => expect(await started.db.kitProcess.count()).toBe(1));
    const second = () => started.as(brian).start(buy, { order: "b" }, { key: "key-second" });
    await expect(second()).rejects.toMatchObject({ extensions: { code: "SERVICE_BUSY", retryable: true } });
    expect(await started.db.kitProcess.count()).toBe(1);
    const inLine = second();
    open.resolve();
    expect(await first).toEqual({ order: "a", price: 700n });
    expect(await inLine).toEqual({ order: "b", price: 700n });
    expect(await started.db.kitProcess.count()).toBe(2);
  });

  it("has places of its own, whatever rush there is at another", async () => {
    const open = Promise.withResolvers<void>();
    await using sales = await startSales({
      env: { PROCESS_CONCURRENCY: "1" },
      observe: ({ process }) => (process === "sale" ? open.promise : undefined),
    });
    const first = sales.as(ada).start(sale, { order: "a" });
    await vi.waitFor(async () => expect(await sales.db.kitProcess.count()).toBe(1));
    expect(await sales.as(ada).start(parcel, { order: "b" })).toEqual({ order: "b" });
    open.resolve();
    expect(await first).toMatchObject({ order: "a" });
  });

  it("is one for all calls with its key, and no other's", async () => {
    await using started = await startShop();
    const key = "key-12345";
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => started.as(ada).start(buy, { order: "a" }, { key })),
    );
    expect(answers).toEqual(Array.from({ length: 8 }, () => ({ order: "a", price: 700n })));
    expect(await started.done()).toEqual({ price: 1, reserve: 1, confirm: 1 });
    expect(await started.as(ada).start(buy, { order: "b" }, { key })).toMatchObject({ code: "IDEMPOTENCY_CONFLICT" });
    expect(await started.as(brian).start(buy, { order: "b" }, { key })).toEqual({ order: "b", price: 700n });
    expect(await started.as(guest).start(buy, { order: "c" }, { key, guest: "token c" })).toEqual({
      order: "c",
      price: 700n,
    });
    expect(await started.as(guest).start(buy, { order: "d" }, { key, guest: "token d" })).toEqual({
      order: "d",
      price: 700n,
    });
    expect(await started.db.kitProcess.count()).toBe(4);
  });

  it("keeps its key for 30 days, is forgotten after 90, and neither while it goes on", async () => {
    await using started = await startShop();
    const [key, kept] = ["key-12345", "key-going-on"];
    await started.as(ada).start(buy, { order: "old" }, { key });
    await started.as(ada).start(buy, { order: "going on" }, { key: kept });
    await started.db.kitProcess.updateMany({
      where: { key: kept },
      data: { status: "RUNNING", dueAt: new Date(9e12) },
    });
    const handled = (id: string, handledAt: Date) =>
      started.db.kitInbox.create({ data: { id, type: "till.written", handledAt } });
    const now = await started.clock(started.db);
    await handled("0198a9b4-0000-4000-8000-000000000001", now);
    await handled("0198a9b4-0000-4000-8000-000000000002", new Date(now.getTime() + 2 * 86_400_000));
    const { sweeper } = started.running.service;
    const left = async () => {
      const processes = await started.db.kitProcess.findMany({ orderBy: { createdAt: "asc" } });
      return { keys: processes.map(({ key }) => key), inbox: await started.db.kitInbox.count() };
    };
    const afterDays = async (days: number) => {
      started.clock.set(new Date(now.getTime() + days * 86_400_000));
      for (const sweep of sweeper.own()) await sweeper.run(sweep);
      return await left();
    };
    expect(await afterDays(29)).toEqual({ keys: [key, kept], inbox: 2 });
    expect(await afterDays(31)).toEqual({ keys: [null, kept], inbox: 2 });
    expect(await afterDays(89)).toEqual({ keys: [null, kept], inbox: 2 });
    expect(await afterDays(91)).toEqual({ keys: [kept], inbox: 1 });
    expect(await started.as(ada).start(buy, { order: "new" }, { key })).toEqual({ order: "new", price: 700n });
    expect(await started.db.kitProcess.count({ where: { status: "RUNNING" } })).toBe(1);
  });

  it("lets a key be used again after a refusal", async () => {
    await using started = await startShop();
    const key = "key-12345";
    expect(await started.as(ada).start(buy, { order: "a", fail: "reserve:problem" }, { key })).toMatchObject({
      room: 1,
    });
    expect(await started.as(ada).start(buy, { order: "b" }, { key })).toEqual({ order: "b", price: 700n });
  });

  it("answers with what it has at its deadline, and goes on behind it", async () => {
    await using started = await startShop({
      role: "all",
      env: { PROCESS_DEADLINE_MS: "1", PROCESS_BACKOFF_MS: "300" },
    });
    expect(await started.as(ada).start(buy, { order: "a", fail: "price:once" })).toEqual({ order: "a" });
    await vi.waitFor(async () => expect(await started.done()).toEqual({ price: 2, reserve: 1, confirm: 1 }), {
      timeout: 10_000,
    });
  });

  it("is driven by the instance that began it, however eagerly others look", async () => {
    await using database = await cloneDatabase(tillDomain);
    await using eager = await startShop({
      database,
      role: "worker",
      env: { PROCESS_POLL_MS: "1" },
      observe: ({ step }) => expect.unreachable(`${step} was done by another`),
    });
    await using first = await startShop({ database });
    for (const order of ["a", "b", "c", "d", "e"])
      expect(await first.as(ada).start(buy, { order })).toEqual({ order, price: 700n });
    expect(await eager.done()).toEqual({ price: 5, reserve: 5, confirm: 5 });
  });

  it("is taken over when whoever drove it falls silent, and is never driven by two", async () => {
    await using database = await cloneDatabase(tillDomain);
    // This instance hangs before `reserve` for longer than its lease, and then finds the process taken.
    const silent = Promise.withResolvers<void>();
    await using first = await startShop({
      database,
      role: "api",
      env: { PROCESS_DEADLINE_MS: "200" },
      observe: ({ step, at }) => (step === "reserve" && at === "before" ? silent.promise : undefined),
    });
    expect(await first.as(ada).start(buy, { order: "a" })).toEqual({ order: "a", price: 700n });
    await using second = await startShop({ database, role: "worker" });
    await vi.waitFor(async () => expect((await second.db.kitProcess.findFirstOrThrow()).status).toBe("SUCCEEDED"), {
      timeout: 10_000,
    });
    silent.resolve();
    await first.running.stop();
    expect(await second.done()).toEqual({ price: 1, reserve: 1, confirm: 1 });
  });
});

describe("an instance that is told to stop", () => {
  it("finishes the step in hand and leaves the rest to another", async () => {
    await using database = await cloneDatabase(tillDomain);
    const reached = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    await using first = await startShop({
      database,
      observe: async ({ step, at }) => {
        if (step !== "price" || at !== "before") return;
        reached.resolve();
        await release.promise;
      },
    });
    const answer = first.as(ada).start(buy, { order: "a" });
    await reached.promise;
    const stopped = first.running.stop();
    release.resolve();
    await Promise.allSettled([answer, stopped]);
    await using second = await startShop({ database, role: "worker" });
    await vi.waitFor(async () => expect((await second.db.kitProcess.findFirstOrThrow()).status).toBe("SUCCEEDED"), {
      timeout: 10_000,
    });
    expect(await second.done()).toEqual({ price: 1, reserve: 1, confirm: 1 });
  });
});
