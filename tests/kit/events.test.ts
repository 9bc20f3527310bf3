import { type Envelope, Queues } from "@madang/service-kit";
import { ada, closeDatabase, staff } from "@madang/testkit";
import { describe, expect, it, vi } from "vitest";
import { countsOf, owed, ownRedis, startBell, startPair, startTill } from "./startPair.ts";
import { write } from "./subgraphs.ts";

const settled = { timeout: 15_000, interval: 50 };

describe("events", () => {
  it("reach their subscriber once, and are then owed no more", async () => {
    await using pair = await startPair();
    await pair.till.as(ada).run(write, { text: "hello" });
    await vi.waitFor(async () => expect(await owed(pair.till)).toBe(0), settled);
    expect(await countsOf(pair.bell)).toEqual({ hello: 1 });
    expect(await pair.till.db.entry.findMany({ where: { id: "note hello" } })).toEqual([
      { id: "note hello", text: "hello", count: 1 },
    ]);
  });

  it("are counted per subject without gaps, and kept as they were published", async () => {
    await using till = await startTill();
    await till.as(ada).run(write, { text: "a" });
    await till.as(ada).run(write, { text: "b" });
    await till.as(ada).run(write, { text: "a" });
    const answer = await till
      .as(staff(["operations:read"]))
      .query<{ tillEventsOf: object[] }>(`{ tillEventsOf(subject: "a") { type subject sequence schemaVersion data } }`);
    const event = { type: "till.written", subject: "a", schemaVersion: 1, data: '{"text": "a", "amount": "12"}' };
    expect(answer.data?.tillEventsOf).toEqual([
      { ...event, sequence: 1 },
      { ...event, sequence: 2 },
    ]);
  });

  it("of a transaction that was rolled back are neither stored nor sent", async () => {
    await using pair = await startPair();
    expect(await pair.till.as(ada).run(write, { text: "too much" })).toEqual({
      __typename: "NoRoom",
      code: "NO_ROOM",
      message: "There is room for 3 only.",
      room: 3,
    });
    await pair.till.as(ada).run(write, { text: "after" });
    await vi.waitFor(async () => expect(await owed(pair.till)).toBe(0), settled);
    expect(await countsOf(pair.till)).toEqual({ after: 1 });
    expect(await countsOf(pair.bell)).toEqual({ after: 1 });
    expect(await pair.till.db.kitDelivery.count()).toBe(2);
    expect((await pair.till.published()).map(({ data }) => data)).toEqual([{ text: "after", amount: 12n }]);
  });

  it("that arrive three times and out of order take effect once", async () => {
    await using bell = await startBell({ role: "all" });
    const queues = new Queues({ REDIS_URL: bell.redis.url, QUEUE_PREFIX: bell.redis.prefix });
    const envelopes = ["one", "two", "three"].map((text, i) => envelopeOf(text, i));
    await vi.waitFor(() => expect(queues.connected).toBe(true), settled);
    for (const round of [0, 1, 2])
      await queues.send(
        "bell",
        envelopes.toReversed().map((body) => ({
          deliveryId: `${body.id.slice(0, -1)}${round}`,
          kind: "event" as const,
          from: "bell",
          name: body.type,
          body,
          traceparent: null,
        })),
      );
    await vi.waitFor(async () => expect(await queueIsEmpty(bell)).toBe(true), settled);
    expect(await countsOf(bell)).toEqual({ one: 1, two: 1, three: 1 });
    expect(await bell.db.kitInbox.count()).toBe(3);
    await queues.close();
  });

  it("that cannot be handled are set aside, the queue goes on, and a replay takes effect", async () => {
    await using pair = await startPair();
    for (const text of ["poison", "refused", "good"]) await pair.till.as(ada).run(write, { text });
    await vi.waitFor(async () => expect(await owed(pair.till)).toBe(0), settled);
    expect(await countsOf(pair.bell)).toEqual({ good: 1 });

    const operator = pair.bell.as(staff(["operations:read", "operations:write"]));
    const { data } = await operator.query<{ bellDeadLetters: { id: string; subject: string }[] }>(
      "{ bellDeadLetters { id subject error attempts replayedAt } }",
    );
    expect(data?.bellDeadLetters.toSorted((a, b) => a.subject.localeCompare(b.subject))).toEqual([
      { id: expect.any(String), subject: "poison", error: "This cannot be swallowed.", attempts: 2, replayedAt: null },
      { id: expect.any(String), subject: "refused", error: "Refused with NoRoom.", attempts: 1, replayedAt: null },
    ]);

    const id = data?.bellDeadLetters.find(({ subject }) => subject === "poison")?.id;
    const replay = `mutation ($id: ID!) { replayBellDeadLetter(id: $id) {
      __typename ... on DeadLetterFailedAgain { code error } ... on DeadLetterReplayed { deadLetter { subject } } } }`;
    expect((await operator.query(replay, { id })).data).toEqual({
      replayBellDeadLetter: {
        __typename: "DeadLetterFailedAgain",
        code: "DEAD_LETTER_FAILED_AGAIN",
        error: "This cannot be swallowed.",
      },
    });
    await pair.bell.db
      .$executeRaw`UPDATE kit_dead_letter SET body = jsonb_set(body, '{data,text}', '"mended"') WHERE subject = 'poison'`;
    expect((await operator.query(replay, { id })).data).toEqual({
      replayBellDeadLetter: { __typename: "DeadLetterReplayed", deadLetter: { subject: "poison" } },
    });
    expect(await countsOf(pair.bell)).toEqual({ good: 1, mended: 1 });
    expect((await operator.query(replay, { id })).data).toMatchObject({
      replayBellDeadLetter: { __typename: "DeadLetterNotFound" },
    });
  });

  it("wait for a subscriber whose database is away, and are no dead letters however often that is tried", async () => {
    await using pair = await startPair();
    const { metrics } = pair.bell.running.service;
    const tries = async () =>
      (await metrics.handled.get()).values.reduce(
        (sum, { labels, value }) => (labels["outcome"] === "away" ? sum + value : sum),
        0,
      );
    {
      await using _closed = await closeDatabase(pair.bell.databaseUrl);
      await pair.till.as(ada).run(write, { text: "hello" });
      // Two attempts are all that a handler has here.
      await vi.waitFor(async () => expect(await tries()).toBeGreaterThan(3), settled);
    }
    await vi.waitFor(async () => expect(await owed(pair.till)).toBe(0), settled);
    expect(await countsOf(pair.bell)).toEqual({ hello: 1 });
    expect(await pair.bell.db.kitDeadLetter.count()).toBe(0);
  });

  it("are all delivered after a time without Redis, in which every action commits", async () => {
    await using redis = await ownRedis();
    await using pair = await startPair(redis);
    process.kill(redis.pid, "SIGSTOP");
    const texts = Array.from({ length: 20 }, (_, i) => `text ${i}`);
    for (const text of texts) await pair.till.as(ada).run(write, { text });
    expect(Object.keys(await countsOf(pair.till))).toHaveLength(20);
    process.kill(redis.pid, "SIGCONT");
    await vi.waitFor(async () => expect(await owed(pair.till)).toBe(0), settled);
    expect(await countsOf(pair.bell)).toEqual(Object.fromEntries(texts.map((text) => [text, 1])));
  });

  it("are due again at once, whoever they are for, when Redis does not take them", async () => {
    await using till = await startTill({ redis: { url: "redis://127.0.0.1:1", prefix: "none" } });
    await till.as(ada).run(write, { text: "a" });
    const { relay } = till.running.service;
    relay.wake();
    await relay.stop();
    const owed = await till.db.kitDelivery.findMany({ orderBy: { target: "asc" } });
    expect(owed.map(({ target, attempts }) => [target, attempts])).toEqual([
      ["bell", 0],
      ["till", 0],
    ]);
  });

  it("are all delivered after Redis was killed and lost its data", async () => {
    await using redis = await ownRedis();
    await using pair = await startPair(redis);
    const texts = Array.from({ length: 20 }, (_, i) => `text ${i}`);
    for (const [i, text] of texts.entries()) {
      if (i === 10) await redis.loseEverything();
      await pair.till.as(ada).run(write, { text });
    }
    await vi.waitFor(async () => expect(await owed(pair.till)).toBe(0), settled);
    expect(await countsOf(pair.bell)).toEqual(Object.fromEntries(texts.map((text) => [text, 1])));
  });
});

const envelopeOf = (text: string, i: number): Envelope => ({
  specversion: "1.0",
  id: `0198a9b4-0000-4000-8000-0000000000${i}0`,
  source: "/madang/till",
  type: "till.written",
  subject: text,
  time: "2026-11-20T10:00:00.000Z",
  datacontenttype: "application/json",
  sequence: 1,
  schemaversion: 1,
  data: { text, amount: "12" },
});

async function queueIsEmpty({ redis }: { readonly redis: { readonly url: string; readonly prefix: string } }) {
  const { Queue } = await import("bullmq");
  const queue = new Queue("bell", { connection: { url: redis.url }, prefix: redis.prefix });
  const counts = await queue.getJobCounts("waiting", "active", "delayed", "prioritized");
  await queue.close();
  return Object.values(counts).every((n) => n === 0);
}
