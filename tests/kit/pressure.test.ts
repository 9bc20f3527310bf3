import { ada } from "@madang/testkit";
import { describe, expect, it, vi } from "vitest";
import { countsOf, startTill } from "./startPair.ts";

const writing = "mutation Write($text: String!) { write(text: $text) { __typename } }";
const busy = [
  {
    message: "Too much at once. Try again in a moment.",
    extensions: { code: "SERVICE_BUSY", retryable: true },
  },
];

describe("under pressure, a subgraph", () => {
  it("says that it is busy when no connection is free in time, and loses nothing", async () => {
    await using till = await startTill({ env: { DATABASE_POOL: "1", DATABASE_CONNECT_TIMEOUT_MS: "1000" } });
    const held = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const holder = till.db.$transaction(async (tx) => {
      await tx.entry.create({ data: { id: "entry_1", text: "held" } });
      begun.resolve();
      await held.promise;
    });
    await begun.promise;
    for (const query of ["{ entries { nodes { id } } }", writing]) {
      const { errors } = await till.as(ada).query(query, query === writing ? { text: "quick" } : {});
      expect(errors.map(({ message, extensions }) => ({ message, extensions }))).toEqual(busy);
    }
    held.resolve();
    await holder;
    expect((await till.as(ada).query(writing, { text: "later" })).data).toEqual({ write: { __typename: "Entry" } });
    expect(await countsOf(till)).toEqual({ held: 1, later: 1 });
  });

  it("gives up a statement that takes too long, with all that came before it", async () => {
    await using till = await startTill({ env: { DATABASE_STATEMENT_TIMEOUT_MS: "200" } });
    const { errors } = await till.as(ada).query(writing, { text: "slow" });
    expect(errors.map(({ message, extensions }) => ({ message, extensions }))).toEqual(busy);
    expect(await till.db.entry.count()).toBe(0);
    expect(await till.published()).toEqual([]);
  });

  it("finishes what is in flight when it is told to stop, and takes nothing more", async () => {
    await using till = await startTill();
    const slow = till.as(ada).query(writing, { text: "slow" });
    await vi.waitFor(
      async () => {
        const [row] = await till.db.$queryRaw<{ n: number }[]>`
        SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%pg_sleep(0.6)%' AND state = 'active' AND pid <> pg_backend_pid()`;
        expect(row?.n).toBe(1);
      },
      { interval: 20 },
    );
    const stopped = till.running.stop();
    expect((await slow).data).toEqual({ write: { __typename: "Entry" } });
    await stopped;
    await expect(fetch(till.url, { method: "POST" })).rejects.toThrow("fetch failed");
  });
});
