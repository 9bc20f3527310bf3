import { processOf } from "@madang/service-kit";
import { ada, cloneDatabase } from "@madang/testkit";
import { afterEach, describe, expect, it, vi } from "vitest";
import { hooks, lostAnswer, pay, payQuietly, sale, startSales } from "./sales.ts";
import { tillDomain } from "./subgraphs.ts";

const soon = { timeout: 10_000, interval: 20 };
/** Nobody looks by chance: what happens was told. */
const deaf = { PROCESS_POLL_MS: "600000", RELAY_POLL_MS: "600000" };
const all = { hold: 1, authorize: 2, confirm: 1, capture: 1, tell: 1 };

afterEach(() => hooks.clear());

describe("a step that waits", () => {
  it("has the door answer at once, and is executed again when it is due and not before", async () => {
    await using sales = await startSales({ role: "all" });
    expect(await sales.as(ada).start(sale, { order: "a", waitMs: 60_000 })).toEqual({
      order: "a",
      charge: null,
      confirmed: false,
    });
    const [began, waiting] = [await sales.clock(sales.db), await sales.only()];
    expect(waiting).toMatchObject({ status: "RUNNING", attempts: 0, leaseUntil: null, state: { asked: 1 } });
    expect(waiting.answeredAt).toBeInstanceOf(Date);
    expect(Math.abs(waiting.dueAt.getTime() - began.getTime() - 60_000)).toBeLessThan(30_000);
    expect(await sales.done("a")).toEqual({ hold: 1, authorize: 1 });

    await sales.as(ada).run(payQuietly, { order: "a", how: "card" });
    sales.clock.advance(61_000);
    await vi.waitFor(async () => expect((await sales.only()).status).toBe("SUCCEEDED"), soon);
    expect(await sales.done("a")).toEqual(all);
  });

  it("goes on at once when it is woken, in another instance that is told by the commit alone", async () => {
    await using database = await cloneDatabase(tillDomain);
    await using api = await startSales({ database });
    await using worker = await startSales({ database, role: "worker", env: deaf });
    await api.as(ada).start(sale, { order: "a" });
    await api.as(ada).start(sale, { order: "b" });
    await worker.hears();
    await api.as(ada).run(pay, { order: "a", how: "card" });
    await vi.waitFor(async () => expect(await api.done("a")).toEqual(all), soon);
    expect(await api.done("b")).toEqual({ hold: 1, authorize: 1 });
  });

  it("is not woken by a transaction that is rolled back", async () => {
    await using sales = await startSales({ role: "all" });
    await sales.as(ada).start(sale, { order: "a" });
    const before = await sales.only();
    const failing = sales.as(ada).run(
      async (work: Parameters<typeof pay>[0], input: Parameters<typeof pay>[1]) => {
        await pay(work, input);
        throw new Error("The webhook was no good.");
      },
      { order: "a", how: "card" },
    );
    await expect(failing).rejects.toThrow("The webhook was no good.");
    expect(await sales.only()).toEqual(before);
  });

  it("does not lose a wake that comes after it looked and before it waits", async () => {
    await using sales = await startSales({ env: deaf });
    hooks.set("within authorize a", async () => {
      hooks.clear();
      await sales.as(ada).run(pay, { order: "a", how: "card" });
    });
    expect(await sales.as(ada).start(sale, { order: "a" })).toEqual({ order: "a", charge: "card", confirmed: true });
    expect(await sales.done("a")).toMatchObject({ authorize: 2, confirm: 1 });
  });

  it("does not lose one that waits for its save to commit", async () => {
    await using sales = await startSales({ role: "all", env: deaf });
    await sales.hears();
    for (let i = 0; i < 20; i += 1) {
      const order = `o${i}`;
      const woken = Promise.withResolvers<void>();
      // Told within the step, so that wake and save meet in every order.
      hooks.set(`within authorize ${order}`, () => {
        hooks.delete(`within authorize ${order}`);
        setTimeout(
          () =>
            void sales
              .as(ada)
              .run(pay, { order, how: "card" })
              .then(() => woken.resolve()),
          i % 5,
        );
      });
      await Promise.all([sales.as(ada).start(sale, { order }), woken.promise]);
      await vi.waitFor(async () => expect((await processOf(sales.db, sale, order))?.status).toBe("SUCCEEDED"), soon);
      expect(await sales.done(order)).toMatchObject({ hold: 1, confirm: 1, capture: 1, tell: 1 });
    }
  });

  it("is no failed attempt however often it waits", async () => {
    await using sales = await startSales({ role: "all", env: { PROCESS_ATTEMPTS: "1" } });
    await sales.as(ada).start(sale, { order: "a", waitMs: 5 });
    await vi.waitFor(async () => expect((await sales.done("a"))["authorize"]).toBeGreaterThan(5), soon);
    expect(await sales.only()).toMatchObject({ status: "RUNNING", direction: "FORWARD", attempts: 0 });
    await sales.as(ada).run(pay, { order: "a", how: "card" });
    await vi.waitFor(async () => expect((await sales.only()).status).toBe("SUCCEEDED"), soon);
    expect((await processOf(sales.db, sale, "a"))?.steps[1]).toMatchObject({ status: "DONE", attempts: 1 });
  });

  it("that failed keeps its pause when it is woken, so that nobody can use up its attempts", async () => {
    await using sales = await startSales({ role: "all", env: { PROCESS_BACKOFF_MS: "60000" } });
    await sales.as(ada).run(payQuietly, { order: "a", how: "card" });
    hooks.set("throw a", () => undefined);
    await sales.as(ada).start(sale, { order: "a" });
    await vi.waitFor(async () => expect((await sales.only()).attempts).toBe(1), soon);
    const { dueAt } = await sales.only();
    await sales.as(ada).run(async (work: Parameters<typeof pay>[0]) => work.wake("sale", "a"), undefined);
    expect(await sales.only()).toMatchObject({ dueAt, attempts: 1 });
    expect(await sales.done("a")).toMatchObject({ capture: 1 });
  });

  it("is joined by a repeat, which is answered at once too", async () => {
    await using sales = await startSales({ role: "all" });
    const key = "key-12345";
    const pending = { order: "a", charge: null, confirmed: false };
    for (let i = 0; i < 3; i += 1) expect(await sales.as(ada).start(sale, { order: "a" }, { key })).toEqual(pending);
    await sales.as(ada).run(pay, { order: "a", how: "card" });
    await vi.waitFor(async () => expect((await sales.only()).status).toBe("SUCCEEDED"), soon);
    expect(await sales.as(ada).start(sale, { order: "a" }, { key })).toEqual({
      ...pending,
      charge: "card",
      confirmed: true,
    });
    expect(await sales.done("a")).toEqual(all);
  });
});

describe("a process that is answered after a step", () => {
  it("is answered there, and goes on behind the answer", async () => {
    await using sales = await startSales();
    await sales.as(ada).run(payQuietly, { order: "a", how: "card" });
    const gate = Promise.withResolvers<void>();
    hooks.set("within capture a", () => gate.promise);
    expect(await sales.as(ada).start(sale, { order: "a" })).toEqual({ order: "a", charge: "card", confirmed: true });
    expect((await sales.only()).status).toBe("RUNNING");
    gate.resolve();
    await vi.waitFor(async () => expect((await sales.only()).status).toBe("SUCCEEDED"), soon);
    expect(await sales.done("a")).toEqual({ ...all, authorize: 1 });
  });

  it("is resumed elsewhere when its instance dies behind the answer", async () => {
    await using database = await cloneDatabase(tillDomain);
    const silent = Promise.withResolvers<void>();
    await using first = await startSales({
      database,
      observe: ({ step, at }) => (step === "capture" && at === "before" ? silent.promise : undefined),
    });
    await first.as(ada).run(payQuietly, { order: "a", how: "card" });
    expect(await first.as(ada).start(sale, { order: "a" })).toMatchObject({ confirmed: true });
    await using second = await startSales({ database, role: "worker" });
    await vi.waitFor(async () => expect((await second.only()).status).toBe("SUCCEEDED"), soon);
    silent.resolve();
    await first.running.stop();
    expect(await second.done("a")).toEqual({ ...all, authorize: 1 });
  });

  it("and is refused then, keeps its key: a repeat is told how it stands, and tries nothing", async () => {
    await using sales = await startSales({ role: "all" });
    const key = "key-12345";
    const order = "a";
    await sales.as(ada).run(payQuietly, { order, how: "card" });
    const told = { order, charge: "card", confirmed: true };
    expect(await sales.as(ada).start(sale, { order, fail: "problem" }, { key })).toEqual(told);
    await vi.waitFor(async () => expect(await sales.only()).toMatchObject({ status: "REFUSED", key }), soon);
    const undone = {
      hold: 1,
      authorize: 1,
      confirm: 1,
      capture: 1,
      "unconfirm card": 1,
      "uncapture card": 1,
      "unauthorize card": 1,
      "unhold card": 1,
    };
    expect(await sales.done(order)).toEqual(undone);
    expect(await sales.as(ada).start(sale, { order, fail: "problem" }, { key })).toEqual(told);
    expect(await sales.as(ada).start(sale, { order }, { key })).toMatchObject({ code: "IDEMPOTENCY_CONFLICT" });
    expect(await sales.done(order)).toEqual(undone);
    expect(await sales.db.kitProcess.count()).toBe(1);
  });

  it("and is refused while it waited or after its deadline, keeps its key as well", async () => {
    await using sales = await startSales({ role: "all" });
    const [waited, late] = ["key-waited", "key-too-late"];
    await sales.as(ada).start(sale, { order: "a" }, { key: waited });
    await sales.as(ada).run(pay, { order: "a", how: "no" });
    await using hasty = await startSales({ database: { url: sales.databaseUrl }, env: { PROCESS_DEADLINE_MS: "1" } });
    await sales.as(ada).run(payQuietly, { order: "b", how: "no" });
    const gate = Promise.withResolvers<void>();
    hooks.set("within authorize b", () => gate.promise);
    const nothing = { charge: null, confirmed: false };
    expect(await hasty.as(ada).start(sale, { order: "b" }, { key: late })).toEqual({ order: "b", ...nothing });
    gate.resolve();
    await vi.waitFor(
      async () => expect(await sales.db.kitProcess.count({ where: { status: "REFUSED" } })).toBe(2),
      soon,
    );
    expect(await sales.as(ada).start(sale, { order: "a" }, { key: waited })).toEqual({ order: "a", ...nothing });
    expect(await sales.as(ada).start(sale, { order: "b" }, { key: late })).toEqual({ order: "b", ...nothing });
    expect(await sales.db.kitProcess.count()).toBe(2);
  });

  it("but refused before anybody was answered, drops its key and answers with its problem", async () => {
    await using sales = await startSales();
    const key = "key-12345";
    await sales.as(ada).run(payQuietly, { order: "a", how: "no" });
    expect(await sales.as(ada).start(sale, { order: "a" }, { key })).toMatchObject({ __typename: "NoRoom", room: 2 });
    expect(await sales.only()).toMatchObject({ status: "REFUSED", key: null, answeredAt: null });
  });

  it("is left to whoever drives it for as long as a call takes", async () => {
    await using database = await cloneDatabase(tillDomain);
    await using first = await startSales({ database, env: { PROCESS_LEASE_MS: "600" } });
    await using eager = await startSales({ database, role: "worker", env: { PROCESS_POLL_MS: "10" } });
    await first.as(ada).run(payQuietly, { order: "a", how: "card" });
    hooks.set("within authorize a", () => new Promise((resolve) => setTimeout(resolve, 2_000)));
    expect(await first.as(ada).start(sale, { order: "a" })).toMatchObject({ confirmed: true });
    await vi.waitFor(async () => expect((await first.only()).status).toBe("SUCCEEDED"), soon);
    expect(await eager.done("a")).toEqual({ ...all, authorize: 1 });
  });

  it("does not wait for its lease when the answer to a commit was lost", async () => {
    await using sales = await startSales({
      env: { PROCESS_LEASE_MS: "600000" },
      observe: ({ step, at }) => {
        if (step === "confirm" && at === "before") lostAnswer.next = true;
      },
    });
    await sales.as(ada).run(payQuietly, { order: "a", how: "card" });
    expect(await sales.as(ada).start(sale, { order: "a" })).toMatchObject({ confirmed: true });
    await vi.waitFor(async () => expect((await sales.only()).status).toBe("SUCCEEDED"), soon);
    expect(await sales.done("a")).toEqual({ ...all, authorize: 1 });
  });
});
