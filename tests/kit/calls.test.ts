import { setTimeout as wait } from "node:timers/promises";
import {
  anonymous,
  identityHeader,
  identitySigner,
  identityVerifier,
  kitSettings,
  startTracing,
} from "@madang/service-kit";
import { identityKey, identitySettings } from "@madang/testkit";
import { describe, expect, it } from "vitest";
import { Caller } from "../../packages/service-kit/src/calls/caller.ts";
import { type Behaviour, startCallServer } from "./callServer.ts";
import { strike } from "./subgraphs.ts";

const defaults = kitSettings.pick({
  CALL_TIMEOUT_MS: true,
  CALL_ATTEMPTS: true,
  CALL_CONCURRENCY: true,
  BREAKER_OPEN_MS: true,
  BREAKER_CONSECUTIVE: true,
  BREAKER_RATE: true,
  BREAKER_MINIMUM_CALLS: true,
});

/** A server, and a caller whose every subgraph it is; the breaker changes that the caller told of. */
async function startLine(settings: Partial<ReturnType<typeof defaults.parse>> = {}) {
  await using starting = new AsyncDisposableStack();
  const server = starting.use(await startCallServer());
  const breaker: string[] = [];
  const outcomes: string[] = [];
  const { tracer } = startTracing({ name: "till", version: "0" });
  const caller = new Caller(
    { ...defaults.parse({}), ...settings, subgraphUrl: () => server.url },
    await identitySigner(await identityKey("till")),
    {
      called: (to, call, outcome) => void outcomes.push(`${to}.${call} ${outcome}`),
      breaker: (to, state) => void breaker.push(`${to} ${state}`),
    },
    tracer,
  );
  // Connections that hang would be waited for.
  starting.defer(async () => void caller.close());
  const all = starting.move();
  const call = (to = "bell", more: { timeoutMs?: number } = {}) =>
    caller.call({ ...strike, ...more, to }, {}, anonymous);
  return {
    server,
    breaker,
    outcomes,
    call,
    /** What a call ended with: its result, or why it failed. */
    ended: (to = "bell", more: { timeoutMs?: number } = {}) =>
      call(to, more).catch((error: Error) => error.message.replace(`${to}.strike: `, "")),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

const once = { CALL_ATTEMPTS: 1 };
const broken = "its breaker is open";

describe("a call to another subgraph", () => {
  it("is one request, with this service's identity in the viewer's market", async () => {
    await using line = await startLine();
    expect(await line.call()).toBe(true);
    const [request, ...more] = line.server.seen;
    expect(more).toEqual([]);
    expect(JSON.parse(request?.body ?? "")).toEqual({ query: "mutation Strike { strike }", variables: {} });
    expect(request?.headers["traceparent"]).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    const { TRUSTED_IDENTITIES = "" } = await identitySettings("till");
    const verify = identityVerifier(JSON.parse(TRUSTED_IDENTITIES));
    expect(await verify(String(request?.headers[identityHeader]))).toMatchObject({
      kind: "service",
      service: "till",
      scopes: ["service:till"],
      channel: "default",
    });
    expect(line.outcomes).toEqual(["bell.strike ok"]);
  });

  it("gives each of three attempts the deadline, with the same body", async () => {
    await using line = await startLine({ CALL_TIMEOUT_MS: 100 });
    line.server.will("hang");
    await expect(line.call()).rejects.toMatchObject({
      name: "CallFailed",
      to: "bell",
      call: "strike",
      retryable: true,
    });
    expect(line.server.seen.length).toBe(3);
    expect(new Set(line.server.seen.map(({ body }) => body)).size).toBe(1);
    expect(line.outcomes).toEqual(["bell.strike failed"]);
  });

  it("may have a deadline of its own", async () => {
    await using line = await startLine({ CALL_TIMEOUT_MS: 60_000, ...once });
    line.server.will("hang");
    expect(await line.ended("bell", { timeoutMs: 50 })).toMatch(/timeout/);
    expect(line.server.seen.length).toBe(1);
  });

  it.each<[Behaviour]>([["hang"], ["reset"], ["503"], ["internal"], ["busy"]])(
    "is tried again after %s, and gets what comes then",
    async (behaviour) => {
      await using line = await startLine({ CALL_TIMEOUT_MS: 300 });
      line.server.will(behaviour, behaviour, "ok");
      expect(await line.call()).toBe(true);
      expect(line.server.seen.length).toBe(3);
    },
  );

  it.each<[Behaviour, string]>([
    ["forbidden", "FORBIDDEN"],
    ["html", "answered 200 without GraphQL in it"],
    ["wrong", "its answer does not keep the contract"],
  ])("is not repeated when the answer is %s", async (behaviour, reason) => {
    await using line = await startLine();
    line.server.will(behaviour);
    await expect(line.call()).rejects.toMatchObject({ message: `bell.strike: ${reason}`, retryable: false });
    expect(line.server.seen.length).toBe(1);
    for (let i = 0; i < 11; i += 1) expect(await line.ended()).toBe(reason);
    expect(line.server.seen.length).toBe(12);
    expect(line.breaker).toEqual([]);
  });
});

describe("the breaker", () => {
  it("opens after 5 failures in a row, for that subgraph alone", async () => {
    await using line = await startLine();
    line.server.will("503");
    expect(await line.ended()).toBe("answered 503");
    expect(line.server.seen.length).toBe(3);
    expect(await line.ended()).toBe(broken);
    expect(line.server.seen.length).toBe(5);
    for (let i = 0; i < 20; i += 1) expect(await line.ended()).toBe(broken);
    expect(line.server.seen.length).toBe(5);
    expect(line.breaker).toEqual(["bell open"]);
    line.server.will("ok");
    expect(await line.ended("gong")).toBe(true);
  });

  it("counts anew after a success", async () => {
    await using line = await startLine({ ...once, BREAKER_MINIMUM_CALLS: 1_000 });
    line.server.will("503", "503", "503", "503", "ok", "503", "503", "503", "503", "ok", "503");
    for (let i = 0; i < 11; i += 1) await line.ended();
    expect(line.server.seen.length).toBe(11);
    expect(line.breaker).toEqual([]);
  });

  it("opens when half of at least 10 failed, however they are spread", async () => {
    await using line = await startLine(once);
    line.server.will("ok", "503", "ok", "503", "ok", "503", "ok", "503", "ok", "503", "ok");
    const ended = [];
    for (let i = 0; i < 10; i += 1) ended.push(await line.ended());
    expect(ended.filter((each) => each === true).length).toBe(5);
    expect(line.breaker).toEqual(["bell open"]);
    expect(await line.ended()).toBe(broken);
    expect(line.server.seen.length).toBe(10);
  });

  it("stays closed while fewer than half fail", async () => {
    await using line = await startLine(once);
    for (let i = 0; i < 10; i += 1) {
      line.server.will("ok", "503", "ok");
      for (let j = 0; j < 3; j += 1) await line.ended();
    }
    expect(line.server.seen.length).toBe(30);
    expect(line.breaker).toEqual([]);
  });

  it("makes one trial once its time is over, and opens again when that fails", async () => {
    await using line = await startLine({ BREAKER_OPEN_MS: 1_000, CALL_TIMEOUT_MS: 60_000 });
    line.server.will("503");
    while (line.breaker.length === 0) await line.ended();
    expect(line.server.seen.length).toBe(5);
    await wait(1_050);
    const crowd = await Promise.all(Array.from({ length: 20 }, () => line.ended()));
    expect(new Set(crowd)).toEqual(new Set([broken]));
    expect(line.server.seen.length).toBe(6);
    expect(line.breaker).toEqual(["bell open", "bell half-open", "bell open"]);
  });

  it("lets everybody through once the trial succeeds, and nobody before", async () => {
    await using line = await startLine({ BREAKER_OPEN_MS: 1_000, CALL_TIMEOUT_MS: 60_000 });
    line.server.will("503");
    while (line.breaker.length === 0) await line.ended();
    await wait(1_050);
    line.server.will("hold");
    const crowd = Array.from({ length: 20 }, () => line.ended());
    await expect.poll(() => line.server.seen.length, { timeout: 10_000 }).toBe(6);
    expect(line.breaker).toEqual(["bell open", "bell half-open"]);
    line.server.release();
    expect(new Set(await Promise.all(crowd))).toEqual(new Set([true]));
    expect(line.server.seen.length).toBe(25);
    expect(line.breaker).toEqual(["bell open", "bell half-open", "bell closed"]);
  });

  it("does not stay open longer because of the calls that it refuses meanwhile", async () => {
    await using line = await startLine({ ...once, BREAKER_OPEN_MS: 2_000 });
    line.server.will("ok", "503", "ok", "503", "ok", "503", "ok", "503", "ok", "503", "ok");
    for (let i = 0; i < 10; i += 1) await line.ended();
    await wait(1_000);
    for (let i = 0; i < 10; i += 1) expect(await line.ended()).toBe(broken);
    await wait(1_050);
    expect(await line.ended()).toBe(true);
    expect(line.breaker).toEqual(["bell open", "bell half-open", "bell closed"]);
  });
});

describe("the bulkhead", () => {
  it("lets so many in at once, has four times as many wait, and refuses the rest", async () => {
    await using line = await startLine({ CALL_CONCURRENCY: 2, CALL_TIMEOUT_MS: 60_000 });
    line.server.will("hold", "hold", "ok");
    const ended: (boolean | string)[] = [];
    const calls = Array.from({ length: 13 }, async () => void ended.push(await line.ended()));
    await expect.poll(() => [ended.length, line.server.seen.length], { timeout: 10_000 }).toEqual([3, 2]);
    expect(ended).toEqual(Array(3).fill("Bulkhead capacity exceeded (0/2 execution slots, 0/8 available)"));
    expect(await line.ended("gong")).toBe(true);
    expect(line.server.most()).toBe(3);
    line.server.release();
    await Promise.all(calls);
    expect(ended.slice(3)).toEqual(Array(10).fill(true));
    expect(line.server.seen.length).toBe(11);
    expect(line.breaker).toEqual([]);
  });
});
