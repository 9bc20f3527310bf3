import { defineSubgraph } from "@madang/service-kit";
import { cloneDatabase, startTestSubgraph } from "@madang/testkit";
import { expect, it, vi } from "vitest";
import { impatient } from "./startPair.ts";
import { till, tillDomain } from "./subgraphs.ts";

it("Sweeps that fall due together leave each other the connections that they need", async () => {
  await using database = await cloneDatabase(tillDomain);
  const swept: string[] = [];
  const sweeps = ["a", "b", "c", "d"].map((name) => ({
    name,
    everyMs: 3_600_000,
    run: async ({ db }: { db: { $queryRaw(text: TemplateStringsArray): PromiseLike<unknown> } }) => {
      await db.$queryRaw`SELECT 1`;
      swept.push(name);
    },
  }));
  const tidy = defineSubgraph({}, { ...till, handles: [], sweeps });
  await using started = await startTestSubgraph(tidy, { database, env: { ...impatient, DATABASE_POOL: "2" } });
  const { sweeper } = started.running.service;
  sweeper.start();
  await vi.waitFor(() => expect(swept).toEqual(["a", "b", "c", "d"]), { timeout: 15_000, interval: 50 });
  await sweeper.stop();
});
