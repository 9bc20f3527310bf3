import { type Action, type Background, defineProcess, defineSubgraph, problem, type Work } from "@madang/service-kit";
import { ada, cloneDatabase, startTestSubgraph } from "@madang/testkit";
import { describe, expect, it, vi } from "vitest";
import { z } from "zod";
import type { Prisma } from "./__generated__/prisma/client.ts";
import { impatient } from "./startPair.ts";
import { till, tillDomain } from "./subgraphs.ts";

type Tx = Prisma.TransactionClient;

const add: Action<Tx, string, unknown> = ({ tx }, id) =>
  tx.entry.upsert({ where: { id }, create: { id, text: id }, update: { count: { increment: 1 } } });
const step = (name: string) => ({
  name,
  call: async ({ run }: Background<Tx>) => {
    await run(add, name);
    return {};
  },
  undo: ({ run }: Background<Tx>) => run(add, `un${name}`),
});
const releaseOf = (...names: string[]) =>
  defineSubgraph(
    {},
    {
      ...till,
      handles: [],
      processes: [
        defineProcess({
          name: "ship",
          state: z.object({ order: z.string() }),
          begin: async (_: Work<Tx>, input: { order: string }) => input,
          steps: names.map(step),
          failed: () => problem("NoRoom", { room: -1 }),
          answer: async (_, { order }: { order: string }) => ({ order }),
        }),
      ],
    },
  );
const started = (release: ReturnType<typeof releaseOf>, database: { url: string }) =>
  startTestSubgraph(release, { database, role: "all", env: impatient });
const done = async ({ db }: Awaited<ReturnType<typeof started>>) =>
  (await db.entry.findMany({ orderBy: { id: "asc" } })).map(({ id, count }) => `${id} ${count}`);

/** A process that was taken out of an old release's hands before its second step. */
async function begunBy(names: readonly string[], database: { url: string }) {
  await using old = await started(releaseOf(...names), database);
  await old.db.kitProcess.create({
    data: {
      id: "process_1",
      name: "ship",
      owner: "ada",
      inputHash: "",
      viewer: { ...ada },
      state: { order: "a" },
      steps: names.map((name, i) => ({
        name,
        status: i === 0 ? "DONE" : "WAITING",
        attempts: 0,
        startedAt: null,
        error: null,
      })),
      step: 1,
      dueAt: new Date(9e12),
      createdAt: new Date(),
      updatedAt: new Date(),
    },
  });
}
const due = ({ db }: Awaited<ReturnType<typeof started>>) => db.kitProcess.updateMany({ data: { dueAt: new Date(0) } });
const statusIn = async ({ db }: Awaited<ReturnType<typeof started>>) => (await db.kitProcess.findFirstOrThrow()).status;

describe("a process that another release began", () => {
  it("goes on at the step of the same name, and does those that come after it", async () => {
    await using database = await cloneDatabase(tillDomain);
    await begunBy(["pick", "pack", "send"], database);
    await using now = await started(releaseOf("weigh", "pick", "insure", "pack", "label", "send"), database);
    await due(now);
    await vi.waitFor(async () => expect(await statusIn(now)).toBe("SUCCEEDED"), { timeout: 10_000 });
    expect(await done(now)).toEqual(["label 1", "pack 1", "send 1"]);
  });

  it.each([
    ["is at a step that is gone", ["pick", "send"]],
    ["did a step that is gone and may have to be undone", ["pack", "send"]],
    ["would come to its steps in another order", ["pack", "pick", "send"]],
  ])("is left to a release that knows it when it %s", async (_, names) => {
    await using database = await cloneDatabase(tillDomain);
    await begunBy(["pick", "pack", "send"], database);
    {
      await using now = await started(releaseOf(...names), database);
      await due(now);
      await vi.waitFor(
        async () => {
          const { dueAt, leaseUntil, lease } = await now.db.kitProcess.findFirstOrThrow();
          expect([dueAt > new Date(1), leaseUntil, lease !== null]).toEqual([true, null, true]);
        },
        { timeout: 10_000 },
      );
      expect(await done(now)).toEqual([]);
    }
    await using old = await started(releaseOf("pick", "pack", "send"), database);
    await vi.waitFor(async () => expect(await statusIn(old)).toBe("SUCCEEDED"), { timeout: 10_000 });
    expect(await done(old)).toEqual(["pack 1", "send 1"]);
  });
});
