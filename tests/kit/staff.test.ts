import { type Action, problem, processesAbout, processesOf, processOf } from "@madang/service-kit";
import { ada } from "@madang/testkit";
import { afterEach, describe, expect, it, vi } from "vitest";
import { hooks, parcel, pay, payQuietly, sale, startSales, type Tx } from "./sales.ts";

const soon = { timeout: 10_000, interval: 20 };
const stopped = problem("NoRoom", { room: -2 });
const undoneWaiting = { hold: 1, authorize: 1, unauthorize: 1, unhold: 1 };

afterEach(() => hooks.clear());

/** Has a point of an order's process wait until it is let go; tells when it was reached. */
function gateAt(point: string) {
  const reached = Promise.withResolvers<void>();
  const open = Promise.withResolvers<void>();
  hooks.set(point, () => {
    reached.resolve();
    return open.promise;
  });
  return {
    reached: reached.promise,
    open: () => open.resolve(),
    fail: () => open.reject(new Error("Nobody answers.")),
  };
}

describe("staff see of a process", () => {
  it("how each step stands, while it waits and when it was undone", async () => {
    await using sales = await startSales({ role: "all" });
    await sales.as(ada).start(sale, { order: "a" });
    const untouched = { status: "WAITING", attempts: 0, startedAt: null, error: null, compensated: false };
    const begun = { attempts: 1, startedAt: expect.any(Date), error: null, compensated: false };
    const { id, dueAt } = await sales.only();
    expect(await processOf(sales.db, "sale", "a")).toEqual({
      id,
      status: "RUNNING",
      direction: "FORWARD",
      waiting: true,
      problem: null,
      dueAt,
      steps: [
        { ...begun, name: "hold", status: "DONE" },
        { ...begun, name: "authorize", status: "AWAITING" },
        { ...untouched, name: "confirm" },
        { ...untouched, name: "capture" },
        { ...untouched, name: "tell" },
      ],
    });
    await sales.as(ada).run(pay, { order: "a", how: "no" });
    await vi.waitFor(async () => expect((await sales.only()).status).toBe("REFUSED"), soon);
    expect(await processOf(sales.db, sale, "a")).toEqual({
      id,
      status: "REFUSED",
      direction: "BACK",
      waiting: false,
      problem: { __typename: "NoRoom", room: 2 },
      dueAt: null,
      steps: [
        { ...begun, name: "hold", status: "UNDONE", compensated: true },
        { ...begun, name: "authorize", status: "UNDONE", compensated: true, error: "NoRoom" },
        { ...untouched, name: "confirm" },
        { ...untouched, name: "capture" },
        { ...untouched, name: "tell" },
      ],
    });
    expect(await processOf(sales.db, parcel, "a")).toBeNull();
  });

  it("how often an undo failed and why, and what the step itself had come to once it is undone", async () => {
    await using sales = await startSales({ role: "all", env: { PROCESS_DEADLINE_MS: "100" } });
    for (const undo of ["unauthorize", "unhold"])
      hooks.set(`within ${undo} a`, () => Promise.reject(new Error(`Nobody can ${undo}.`)));
    await sales.as(ada).run(payQuietly, { order: "a", how: "no" });
    await sales.as(ada).start(sale, { order: "a" });
    const stands = async () => (await processOf(sales.db, sale, "a"))?.steps.slice(0, 2);
    const failsTwice = () => vi.waitFor(async () => expect((await sales.only()).attempts).toBeGreaterThan(1), soon);
    const twiceOrMore = expect.toSatisfy((attempts) => attempts > 1);
    const begun = { attempts: 1, error: null };

    await failsTwice();
    expect(await stands()).toMatchObject([
      { ...begun, name: "hold", status: "DONE" },
      { name: "authorize", status: "FAILED", attempts: twiceOrMore, error: "Nobody can unauthorize." },
    ]);
    hooks.delete("within unauthorize a");
    await vi.waitFor(async () => expect((await sales.only()).step).toBe(0), soon);
    await failsTwice();
    expect(await stands()).toMatchObject([
      { name: "hold", status: "DONE", attempts: twiceOrMore, error: "Nobody can unhold." },
      { ...begun, name: "authorize", status: "UNDONE", error: "NoRoom" },
    ]);
    hooks.delete("within unhold a");
    await vi.waitFor(async () => expect((await sales.only()).status).toBe("REFUSED"), soon);
    expect(await stands()).toMatchObject([
      { ...begun, name: "hold", status: "UNDONE" },
      { ...begun, name: "authorize", status: "UNDONE", error: "NoRoom" },
    ]);
  });

  it("all that there were of some names, as they began", async () => {
    await using sales = await startSales();
    await sales.as(ada).run(payQuietly, { order: "a", how: "no" });
    await sales.as(ada).start(sale, { order: "a" });
    await sales.as(ada).start(parcel, { order: "a" });
    await sales.as(ada).start(sale, { order: "a" });
    await sales.as(ada).start(sale, { order: "b" });
    const shown = async (...names: Parameters<typeof processesAbout>[1]) =>
      (await processesAbout(sales.db, names, "a")).map(({ steps: [first] }) => first?.name);
    expect(await shown("sale", parcel)).toEqual(["hold", "pack", "hold"]);
    expect(await shown(sale)).toEqual(["hold", "hold"]);
    expect(await shown("nothing")).toEqual([]);
  });

  it("the one that runs, else the latest, for many subjects at once", async () => {
    await using sales = await startSales();
    await sales.as(ada).start(sale, { order: "a" });
    await sales.as(ada).run(payQuietly, { order: "a", how: "no" });
    await sales.as(ada).start(sale, { order: "a" });
    await sales.as(ada).start(sale, { order: "b" });
    const found = await processesOf(sales.db, sale, ["a", "b", "c"]);
    expect([...found].map(([subject, { status }]) => [subject, status])).toEqual([
      ["a", "RUNNING"],
      ["b", "RUNNING"],
    ]);
  });
});

describe("a retry by staff", () => {
  it("has a step that failed tried at once, with all its attempts again", async () => {
    await using sales = await startSales({
      role: "all",
      env: { PROCESS_BACKOFF_MS: "60000", PROCESS_POLL_MS: "600000" },
    });
    await sales.as(ada).run(payQuietly, { order: "a", how: "card" });
    hooks.set("throw a", () => undefined);
    await sales.as(ada).start(sale, { order: "a" });
    await vi.waitFor(async () => expect((await sales.only()).attempts).toBe(1), soon);
    expect((await processOf(sales.db, sale, "a"))?.steps[3]).toMatchObject({
      status: "STARTED",
      attempts: 1,
      error: "The bank did not answer.",
    });
    await sales.hears();
    expect(await sales.as(ada).retryProcess("sale", "a")).toBe(true);
    await vi.waitFor(async () => expect((await sales.only()).status).toBe("SUCCEEDED"), soon);
    expect(await sales.done("a")).toMatchObject({ capture: 2, tell: 1 });
    expect(await sales.as(ada).retryProcess(sale, "a")).toBe(false);
    expect(await sales.as(ada).retryProcess(sale, "nobody")).toBe(false);
  });
});

describe("an abort by staff", () => {
  it("has a process that waits turn back at once, with a problem of its own", async () => {
    await using sales = await startSales({ role: "all" });
    await sales.as(ada).start(sale, { order: "a" });
    expect(await sales.as(ada).abortProcess(sale, "a", stopped)).toBe(true);
    await vi.waitFor(async () => expect((await sales.only()).status).toBe("REFUSED"), soon);
    expect(await sales.only()).toMatchObject({ problem: { __typename: "NoRoom", room: -2 } });
    expect(await sales.done("a")).toEqual(undoneWaiting);
    expect(await sales.as(ada).abortProcess(sale, "a", stopped)).toBe(false);
    expect(await sales.as(ada).abortProcess(sale, "nobody", stopped)).toBe(false);
  });

  it("rolls back an action in hand, and undoes what came before it", async () => {
    await using sales = await startSales();
    await sales.as(ada).run(payQuietly, { order: "a", how: "card" });
    const confirming = gateAt("within confirm a");
    const answer = sales.as(ada).start(sale, { order: "a" });
    await confirming.reached;
    expect(await sales.as(ada).abortProcess(sale, "a", stopped)).toBe(true);
    expect(await sales.as(ada).abortProcess(sale, "a", stopped)).toBe(false);
    confirming.open();
    expect(await answer).toMatchObject({ __typename: "NoRoom", room: -2 });
    const done = await sales.done("a");
    expect(done).toEqual({ hold: 1, authorize: 1, "unhold card": 1, "unauthorize card": 1, "unconfirm card": 1 });
  });

  it("undoes a call that was on its way with what the call told", async () => {
    await using sales = await startSales();
    await sales.as(ada).run(payQuietly, { order: "a", how: "card" });
    const authorizing = gateAt("within authorize a");
    const answer = sales.as(ada).start(sale, { order: "a" });
    await authorizing.reached;
    expect(await sales.as(ada).abortProcess(sale, "a", stopped)).toBe(true);
    authorizing.open();
    expect(await answer).toMatchObject({ __typename: "NoRoom", room: -2 });
    expect(await sales.done("a")).toEqual({ hold: 1, authorize: 1, "unauthorize card": 1, "unhold card": 1 });
  });

  it.each([
    ["says no", "open"],
    ["fails for the last time", "fail"],
  ] as const)("is what a process ends for whose call %s meanwhile", async (_, ends) => {
    await using sales = await startSales({ env: { PROCESS_ATTEMPTS: "1" } });
    await sales.as(ada).run(payQuietly, { order: "a", how: "no" });
    const authorizing = gateAt("within authorize a");
    const answer = sales.as(ada).start(sale, { order: "a" });
    await authorizing.reached;
    expect(await sales.as(ada).abortProcess(sale, "a", stopped)).toBe(true);
    authorizing[ends]();
    expect(await answer).toMatchObject({ __typename: "NoRoom", room: -2 });
    expect(await sales.only()).toMatchObject({ status: "REFUSED", problem: { room: -2 } });
  });

  it("is nothing when the action that wanted it returns a problem", async () => {
    await using sales = await startSales();
    await sales.as(ada).start(sale, { order: "a" });
    const abort: Action<Tx, string, unknown> = async (work, order) =>
      (await work.abort(sale, order, stopped)) ? problem("NoRoom", { room: 9 }) : {};
    expect(await sales.as(ada).run(abort, "a")).toMatchObject({ __typename: "NoRoom", room: 9 });
    expect(await sales.only()).toMatchObject({ status: "RUNNING", direction: "FORWARD", abort: null });
  });

  it("is refused once the step that is answered after is done", async () => {
    await using sales = await startSales();
    await sales.as(ada).run(payQuietly, { order: "a", how: "card" });
    const capturing = gateAt("within capture a");
    await sales.as(ada).start(sale, { order: "a" });
    await capturing.reached;
    expect(await sales.as(ada).abortProcess(sale, "a", stopped)).toBe(false);
    capturing.open();
    await vi.waitFor(async () => expect((await sales.only()).status).toBe("SUCCEEDED"), soon);
  });

  it("is refused once a step that is certain has begun, and taken before", async () => {
    await using sales = await startSales();
    const [packing, sending] = [gateAt("within pack a"), gateAt("within send b")];
    const [first, second] = [sales.as(ada).start(parcel, { order: "a" }), sales.as(ada).start(parcel, { order: "b" })];
    await Promise.all([packing.reached, sending.reached]);
    expect(await sales.as(ada).abortProcess(parcel, "a", stopped)).toBe(true);
    expect(await sales.as(ada).abortProcess(parcel, "b", stopped)).toBe(false);
    packing.open();
    sending.open();
    expect(await first).toMatchObject({ __typename: "NoRoom", room: -2 });
    expect(await second).toEqual({ order: "b" });
    expect(await sales.done("a")).toEqual({ pack: 1, unpack: 1 });
    expect(await sales.done("b")).toEqual({ pack: 1, send: 1 });
  });

  it("or the process is first, whenever it comes: never both, never neither", async () => {
    await using sales = await startSales({ role: "all" });
    const outcomes = new Set<boolean>();
    for (let i = 0; i < 30; i += 1) {
      const order = `o${i}`;
      await sales.as(ada).run(payQuietly, { order, how: "card" });
      const started = sales.as(ada).start(sale, { order });
      await new Promise((resolve) => setTimeout(resolve, i * 2));
      const aborted = await sales.as(ada).abortProcess(sale, order, stopped);
      outcomes.add(aborted);
      await started;
      await vi.waitFor(
        async () =>
          expect(await sales.db.kitProcess.count({ where: { subject: order, status: { not: "RUNNING" } } })).toBe(1),
        soon,
      );
      const { confirm = 0, tell = 0, "unhold card": card = 0, unhold = card } = await sales.done(order);
      expect({ aborted, confirm, tell, unhold }).toEqual({
        aborted,
        confirm: aborted ? 0 : 1,
        tell: aborted ? 0 : 1,
        unhold: aborted ? 1 : 0,
      });
    }
    expect([...outcomes].sort()).toEqual([false, true]);
  });
});

describe("a worker", () => {
  it("drives several due processes side by side, and no more than it may", async () => {
    await using sales = await startSales({ role: "all", env: { PROCESS_CONCURRENCY: "3" } });
    const orders = ["a", "b", "c", "d", "e"];
    for (const order of orders) await sales.as(ada).start(sale, { order });
    let [atOnce, most] = [0, 0];
    const open = Promise.withResolvers<void>();
    for (const order of orders)
      hooks.set(`within authorize ${order}`, async () => {
        atOnce += 1;
        most = Math.max(most, atOnce);
        await open.promise;
        atOnce -= 1;
      });
    for (const order of orders) await sales.as(ada).run(pay, { order, how: "card" });
    await vi.waitFor(() => expect(most).toBe(3), soon);
    open.resolve();
    await vi.waitFor(
      async () => expect(await sales.db.kitProcess.count({ where: { status: "SUCCEEDED" } })).toBe(5),
      soon,
    );
    expect(most).toBe(3);
  });
});
