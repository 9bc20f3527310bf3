import { createHmac } from "node:crypto";
import { expect, it } from "vitest";
import { aPayment, entriesOf, told } from "./testing/aPayment.ts";
import { type SandboxProcess, startSandboxProcess } from "./testing/startSandboxProcess.ts";
import { type Received, startWebhookReceiver } from "./testing/startWebhookReceiver.ts";

const authorize = (sandbox: SandboxProcess, body: object = {}, key: string = crypto.randomUUID()) =>
  sandbox.call("POST", "/v1/payments", { ...aPayment(), ...body }, key);
const types = async (sandbox: SandboxProcess) => (await entriesOf(sandbox)).map(({ type }) => type);
// Longer than any of the waits between two attempts.
const patiently = { timeout: 20_000 };
const bodyOf = ({ body }: Received) => JSON.parse(body.toString());

it("does the work and hangs up, hangs up before the work, or answers 500 before it", async () => {
  await using sandbox = await startSandboxProcess();
  const once = (fault: string) => sandbox.faults([{ call: "authorize", fault, next: 1 }]);
  await once("unreachable");
  await expect(authorize(sandbox, {}, "authorize-1")).rejects.toThrow("fetch failed");
  await once("error_500");
  expect((await authorize(sandbox, {}, "authorize-1")).status).toBe(500);
  expect(await types(sandbox)).toEqual([]);
  await once("drop_reply");
  await expect(authorize(sandbox, {}, "authorize-1")).rejects.toThrow("fetch failed");
  expect(await types(sandbox)).toEqual(["created", "authorized"]);
  expect(told(await authorize(sandbox, {}, "authorize-1")).status).toBe("authorized");
  expect(await types(sandbox)).toEqual(["created", "authorized"]);
});

it("declines, or asks for the cardholder, when it is told to", async () => {
  await using sandbox = await startSandboxProcess();
  await sandbox.faults([
    { call: "authorize", fault: "decline", next: 1 },
    { call: "authorize", fault: "three_d_secure", next: 1 },
    { call: "capture", fault: "decline", next: 1 },
    { call: "refund", fault: "decline", next: 1 },
  ]);
  expect(told(await authorize(sandbox)).status).toBe("declined");
  expect(told(await authorize(sandbox)).status).toBe("requires_action");
  const act = (id: string, verb: string, body: object, key: string) =>
    sandbox.call("POST", `/v1/payments/${id}/${verb}`, body, key);
  const refused = (code: string) => ({ status: 402, body: { error: { code } } });
  const held = told(await authorize(sandbox));
  expect(await act(held.id, "capture", { amount: 1 }, "capture-1")).toMatchObject(refused("capture_failed"));
  const paid = told(await authorize(sandbox, { capture: "automatic" }));
  expect(await act(paid.id, "refunds", { amount: 1, reference: "r" }, "refund-1")).toMatchObject(
    refused("refund_failed"),
  );
  expect(told(await sandbox.call("GET", `/v1/payments/${paid.id}`)).refunded).toBe(0);
});

it("is slow before the work or after it", async () => {
  await using sandbox = await startSandboxProcess();
  const within = (ms: number, key: string) =>
    fetch(`${sandbox.url}/v1/payments`, {
      method: "POST",
      signal: AbortSignal.timeout(ms),
      headers: {
        authorization: `Bearer ${sandbox.key}`,
        "content-type": "application/json",
        "idempotency-key": key,
      },
      body: JSON.stringify(aPayment()),
    });
  await sandbox.faults([{ call: "authorize", fault: "slow", ms: 20_000, next: 1 }]);
  await expect(within(500, "authorize-1")).rejects.toThrow("aborted due to timeout");
  expect(await types(sandbox)).toEqual([]);
  await sandbox.faults([{ call: "authorize", fault: "slow_reply", ms: 20_000, next: 1 }]);
  await expect(within(2_000, "authorize-2")).rejects.toThrow("aborted due to timeout");
  expect(await types(sandbox)).toEqual(["created", "authorized"]);
});

it("draws the same lots from the same seed, for that reference and call only, until it is told to stop", async () => {
  await using sandbox = await startSandboxProcess();
  const drawn = async (seed: number) => {
    await sandbox.faults([{ call: "authorize", fault: "decline", rate: 0.5, reference: "payment_2" }], seed);
    const ends = [];
    for (let n = 0; n < 12; n += 1) ends.push(told(await authorize(sandbox, { reference: "payment_2" })).status);
    return ends.join();
  };
  const first = await drawn(7);
  expect(first).toContain("declined");
  expect(first).toContain("authorized");
  expect(await drawn(7)).toBe(first);
  expect(await drawn(8)).not.toBe(first);
  expect(told(await authorize(sandbox)).status).toBe("authorized");
  const { body } = await sandbox.call("GET", "/v1/test/faults");
  expect(body).toMatchObject({ seed: 8, rules: [{ call: "authorize", fault: "decline", rate: 0.5 }] });
  expect((await sandbox.call("DELETE", "/v1/test/faults")).body).toMatchObject({ rules: [] });
  const wrong = { rules: [{ call: "fetch", fault: "twice", next: 1 }] };
  expect((await sandbox.call("PUT", "/v1/test/faults", wrong)).status).toBe(400);
});

it("signs what it tells, and tells it until it is taken, also after kill -9", async () => {
  await using receiver = await startWebhookReceiver();
  receiver.state.refuse = 1_000;
  await using first = await startSandboxProcess({ webhook: receiver.url });
  const { id } = told(await authorize(first));
  await receiver.until(2);
  await first.kill();
  receiver.state.refuse = 1;
  const seen = receiver.received.length;
  await using second = await startSandboxProcess({ data: first.data, webhook: receiver.url });
  await receiver.until(seen + 2);

  const events = receiver.received.map(bodyOf);
  expect(new Set(events.map((event) => event.id)).size).toBe(1);
  expect(events[0]).toMatchObject({ type: "payment.authorized", payment: id, reference: "payment_1" });
  for (const { headers, body } of receiver.received) {
    const [, seconds, mac] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers["sandbox-signature"])) ?? [];
    expect(mac).toBe(createHmac("sha256", second.secret).update(`${seconds}.${body}`).digest("hex"));
  }
  // It is taken now: a third process has nothing left to tell.
  await expect
    .poll(async () => (await second.call("GET", "/v1/test/webhooks")).body, patiently)
    .toEqual({ pending: 0 });
  await second.stop();
  await using third = await startSandboxProcess({ data: first.data, webhook: receiver.url });
  expect((await third.call("GET", "/v1/test/webhooks")).body).toEqual({ pending: 0 });
});

it("tells twice, late, out of order or never, when it is told to", async () => {
  await using receiver = await startWebhookReceiver();
  await using sandbox = await startSandboxProcess({ webhook: receiver.url });
  const rule = (reference: string, fault: string, ms = 0) => ({ call: "webhook", fault, ms, reference, rate: 1 });
  await sandbox.faults([
    rule("never", "never"),
    rule("twice", "twice"),
    rule("late", "late", 1_500),
    { call: "webhook", fault: "out_of_order", reference: "overtaken", next: 1 },
  ]);
  for (const reference of ["never", "twice", "late"]) await authorize(sandbox, { reference });
  await authorize(sandbox, { reference: "overtaken", capture: "automatic" });
  await receiver.until(5);
  await expect
    .poll(async () => (await sandbox.call("GET", "/v1/test/webhooks")).body, patiently)
    .toEqual({ pending: 0 });

  const told = receiver.received.map(bodyOf).map(({ reference, type }) => `${reference} ${type}`);
  expect(told.toSorted()).toEqual([
    "late payment.authorized",
    "overtaken payment.authorized",
    "overtaken payment.captured",
    "twice payment.authorized",
    "twice payment.authorized",
  ]);
  expect(told.indexOf("overtaken payment.captured")).toBeLessThan(told.indexOf("overtaken payment.authorized"));
});

it("tells three times at once, when it is told to", async () => {
  await using receiver = await startWebhookReceiver();
  await using sandbox = await startSandboxProcess({ webhook: receiver.url });
  const answer = Promise.withResolvers<void>();
  receiver.state.answering = answer.promise;
  await sandbox.faults([{ call: "webhook", fault: "thrice", next: 1 }]);
  const { id } = told(await authorize(sandbox));
  // None of them was answered yet: no copy waits for another.
  await receiver.until(3);
  answer.resolve();
  await expect
    .poll(async () => (await sandbox.call("GET", "/v1/test/webhooks")).body, patiently)
    .toEqual({ pending: 0 });

  const events = receiver.received.map(bodyOf);
  expect(events).toMatchObject(Array.from({ length: 3 }, () => ({ type: "payment.authorized", payment: id })));
  expect(new Set(events.map((event) => event.id)).size).toBe(1);
});
