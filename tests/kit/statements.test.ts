import { statementsOf } from "@madang/service-kit";
import { ada } from "@madang/testkit";
import { afterEach, expect, it, vi } from "vitest";
import { hooks, payQuietly, sale, startSales } from "./sales.ts";
import { startTill } from "./startPair.ts";
import { write } from "./subgraphs.ts";

afterEach(() => hooks.clear());

const kinds = (statements: readonly string[]) =>
  statements.map((text) =>
    /\b(INSERT INTO|UPDATE|FROM|clock_timestamp)\b\s*(ONLY\s)?("public"\.)?"?(\w+)?/
      .exec(text)?.[0]
      .replace(/\s+/g, " "),
  );

it("an action costs no statement for the time", async () => {
  await using till = await startTill();
  const { statements } = await statementsOf(() => till.as(ada).run(write, { text: "a" }));
  expect(kinds(statements)).toEqual([
    'INSERT INTO "public"."entry',
    "INSERT INTO kit_subject",
    "INSERT INTO kit_event",
    "INSERT INTO kit_delivery",
  ]);
});

it("an action has the database's time, also where the clock was turned", async () => {
  await using till = await startTill();
  const time = () => till.as(ada).run(async ({ now }) => now, undefined);
  const [before, now, after] = [await till.clock(till.db), await time(), await till.clock(till.db)];
  expect([before <= now, now <= after]).toEqual([true, true]);
  till.clock.advance(3_600_000);
  expect((await time()).getTime() - now.getTime()).toBeGreaterThanOrEqual(3_600_000);
  till.clock.set(new Date("2026-01-02T03:04:05.678Z"));
  expect(await time()).toEqual(new Date("2026-01-02T03:04:05.678Z"));
});

it("a process costs a look, two statements to begin and one for each step", async () => {
  await using sales = await startSales();
  await sales.as(ada).run(payQuietly, { order: "a", how: "card" });
  const captured = Promise.withResolvers<void>();
  hooks.set("within capture a", () => captured.promise);
  const { statements } = await statementsOf(() => sales.as(ada).start(sale, { order: "a" }, { key: "key-12345" }));
  const own = () => statements.map((text) => /(INSERT INTO|UPDATE|FROM) kit_\w+/.exec(text)?.[0]).filter(Boolean);
  const answered = [
    "FROM kit_process",
    "INSERT INTO kit_process",
    ...Array.from({ length: 4 }, () => "UPDATE kit_process"),
  ];
  expect(own()).toEqual(answered);
  captured.resolve();
  await vi.waitFor(async () => expect((await sales.only()).status).toBe("SUCCEEDED"), { timeout: 10_000 });
  // Two steps behind the answer, and none to say that it is over.
  expect(own()).toEqual([...answered, "UPDATE kit_process", "UPDATE kit_process"]);
});
