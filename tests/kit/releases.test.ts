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
const stateOf = z.object({ order: z.string() });
const releaseOf = (...names: string[]) => releaseWith(stateOf, ...names);
const releaseWith = (state: z.ZodType<{ order: string }>, ...names: string[]) =>
  defineSubgraph(
    {},
    {
      ...till,
      handles: [],
      processes: [
        defineProcess({
          name: "ship",
          state,
          begin: async (_: Work<Tx>, input: { order: string }) => input,
          steps: names.map(step),
          failed: () => problem("NoRoom", { room: -1 }),
          answer: async (_, { order }: { order: string }) => ({ order }),
        }),
      ],
    },
  );
const started = (release: ReturnType<typeof releaseWith>, database: { url: string }) =>
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
      createdAt: new Date(0),
      updatedAt: new Date(0),
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
    ["is at a step that is gone", releaseOf("pick", "send")],
    ["did a step that is gone and may have to be undone", releaseOf("pack", "send")],
    ["would come to its steps in another order", releaseOf("pack", "pick", "send")],
    ["lacks something in its state", releaseWith(stateOf.extend({ to: z.string() }), "pick", "pack", "send")],
  ])("is left to a release that knows it when it %s, and looks as stuck as it is", async (_, release) => {
    await using database = await cloneDatabase(tillDomain);
    await begunBy(["pick", "pack", "send"], database);
    {
      await using now = await started(release, database);
      await due(now);
      const taken = async () => (await now.db.kitProcess.findFirstOrThrow()).lease;
      await vi.waitFor(async () => expect(await taken()).not.toBe(null), { timeout: 10_000 });
      const first = await taken();
      await vi.waitFor(async () => expect(await taken()).not.toBe(first), { timeout: 10_000 });
      expect(await done(now)).toEqual([]);
      expect(await now.db.kitProcess.findFirst()).toMatchObject({
        ...{ status: "RUNNING", step: 1, attempts: 0 },
        ...{ dueAt: new Date(0), updatedAt: new Date(0) },
      });
    }
    await using old = await started(releaseOf("pick", "pack", "send"), database);
    await vi.waitFor(async () => expect(await statusIn(old)).toBe("SUCCEEDED"), { timeout: 10_000 });
    expect(await done(old)).toEqual(["pack 1", "send 1"]);
  });
});
