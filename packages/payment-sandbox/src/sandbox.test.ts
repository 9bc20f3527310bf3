import { appendFileSync, readFileSync } from "node:fs";
import { get } from "node:http";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { testCards } from "./cards.ts";
import { aPayment, entriesOf, type Told, told } from "./testing/aPayment.ts";
import { type SandboxProcess, startSandboxProcess } from "./testing/startSandboxProcess.ts";

const authorize = async (sandbox: SandboxProcess, body: object = {}, key: string = crypto.randomUUID()) =>
  sandbox.call("POST", "/v1/payments", { ...aPayment(), ...body }, key);
const authorized = async (sandbox: SandboxProcess, body: object = {}) => told(await authorize(sandbox, body));
const act = (sandbox: SandboxProcess, { id }: Told, verb: string, body: object, key: string = crypto.randomUUID()) =>
  sandbox.call("POST", `/v1/payments/${id}/${verb}`, body, key);
const refused = (status: number, code: string) => ({ status, body: { error: { code } } });

describe("a card", () => {
  it("is held, taken with a fee, and given back in parts, never more than was taken", async () => {
    await using sandbox = await startSandboxProcess();
    const payment = await authorized(sandbox);
    expect(payment).toMatchObject({ status: "authorized", authorized: 10_000, captured: 0, next_action: null });
    expect(await act(sandbox, payment, "capture", { amount: 10_001 })).toMatchObject(refused(422, "amount_too_large"));
    const captured = told(await act(sandbox, payment, "capture", { amount: 8_000 }));
    // 1.4 % of 8000 is 112.
    expect(captured).toMatchObject({ status: "captured", captured: 8_000, fee: 132 });
    expect(await act(sandbox, payment, "capture", { amount: 1 })).toMatchObject(refused(422, "not_capturable"));
    expect(await act(sandbox, payment, "void", {})).toMatchObject(refused(422, "not_voidable"));

    expect(told(await act(sandbox, payment, "refunds", { amount: 3_000, reference: "r1" })).refunded).toBe(3_000);
    expect(await act(sandbox, payment, "refunds", { amount: 5_001, reference: "r2" })).toMatchObject(
      refused(422, "amount_too_large"),
    );
    const last = told(await act(sandbox, payment, "refunds", { amount: 5_000, reference: "r3" }));
    expect(last).toMatchObject({
      captured: 8_000,
      refunded: 8_000,
      refunds: [{ reference: "r1" }, { reference: "r3" }],
    });
    expect((await entriesOf(sandbox)).map(({ type, amount }) => [type, amount])).toEqual([
      ["created", 10_000],
      ["authorized", 10_000],
      ["captured", 8_000],
      ["refunded", 3_000],
      ["refunded", 5_000],
    ]);
  });

  it("ends as its token says", async () => {
    await using sandbox = await startSandboxProcess();
    const ends = async (token: string) => {
      const { status, decline_code } = await authorized(sandbox, { token, reference: token });
      return [token, status, decline_code];
    };
    expect(await Promise.all(testCards.map(({ token }) => ends(token)))).toEqual([
      ["tok_ok", "authorized", null],
      ["tok_mastercard", "authorized", null],
      ["tok_3ds", "requires_action", null],
      ["tok_declined", "declined", "card_declined"],
      ["tok_insufficient_funds", "declined", "insufficient_funds"],
      ["tok_expired_card", "declined", "expired_card"],
      ["tok_capture_fails", "authorized", null],
      ["tok_slow", "authorized", null],
    ]);
    expect(await authorize(sandbox, { token: "tok_nobodys" })).toMatchObject(refused(400, "unknown_token"));
  });

  it("whose capture fails for good holds nothing afterwards, and says so again to a repeat", async () => {
    await using sandbox = await startSandboxProcess();
    const payment = await authorized(sandbox, { token: "tok_capture_fails" });
    const no = { ...refused(402, "capture_failed"), body: { payment: { status: "declined", captured: 0 } } };
    expect(await act(sandbox, payment, "capture", { amount: 10_000 }, "capture-1")).toMatchObject(no);
    expect(await act(sandbox, payment, "capture", { amount: 10_000 }, "capture-1")).toMatchObject(no);
    expect((await entriesOf(sandbox)).map(({ type }) => type)).toEqual(["created", "authorized", "declined"]);
  });

  it("is authorized or declined on the page of its bank, which leads back", async () => {
    await using sandbox = await startSandboxProcess();
    const challenge = { token: "tok_3ds", return_url: "http://shop.example/back" };
    const [yes, no] = [await authorized(sandbox, challenge), await authorized(sandbox, challenge)];
    expect(yes.next_action).toEqual({ type: "redirect", redirect_url: `${sandbox.url}/pay/${yes.id}` });
    expect((await sandbox.call("GET", `/pay/${yes.id}`)).body).toContain(`action="/pay/${yes.id}/approve"`);

    const back = { status: 303, location: "http://shop.example/back" };
    expect(await sandbox.call("POST", `/pay/${yes.id}/approve`)).toMatchObject(back);
    expect(await sandbox.call("POST", `/pay/${yes.id}/decline`)).toMatchObject(back);
    expect(await sandbox.call("POST", `/pay/${no.id}/decline`)).toMatchObject(back);
    const now = async ({ id }: Told) => told(await sandbox.call("GET", `/v1/payments/${id}`));
    expect(await now(yes)).toMatchObject({ status: "authorized", next_action: null });
    expect(await now(no)).toMatchObject({ status: "declined", decline_code: "authentication_failed" });
  });

  it("is saved for its customer, and pays for nobody else", async () => {
    await using sandbox = await startSandboxProcess();
    const saving = { customer: "account_1", save_method: true, capture: "automatic" };
    const payment = await authorized(sandbox, saving);
    expect(payment).toMatchObject({ status: "captured", saved_method: { brand: "visa", last4: "4242" } });
    const token = payment.saved_method?.token;
    expect(await authorized(sandbox, { token, customer: "account_1" })).toMatchObject({ status: "authorized" });
    expect(await authorize(sandbox, { token, customer: "account_2" })).toMatchObject(refused(400, "unknown_token"));
  });
});

it("keeps no card number, neither in the ledger nor in what it prints", async () => {
  await using sandbox = await startSandboxProcess();
  for (const { number } of testCards) {
    const card = { number, expires_month: 1, expires_year: 2030, cvc: "123" };
    const made = await sandbox.call("POST", "/v1/methods", card);
    expect(made).toMatchObject({ status: 200, body: { last4: number.slice(-4) } });
  }
  const stranger = { number: "4111111111111111", expires_month: 1, expires_year: 2030, cvc: "123" };
  expect(await sandbox.call("POST", "/v1/methods", stranger)).toMatchObject(refused(422, "unknown_card"));
  expect(await authorize(sandbox, { token: "4111111111111111" })).toMatchObject(refused(400, "unknown_token"));
  const all = readFileSync(join(sandbox.data, "ledger.jsonl"), "utf8") + sandbox.printed();
  expect([...testCards.map(({ number }) => number), stranger.number].filter((number) => all.includes(number))).toEqual(
    [],
  );
});

describe("a bank transfer", () => {
  it("is taken when the customer's bank sends exactly its amount, once", async () => {
    await using sandbox = await startSandboxProcess();
    const payment = await authorized(sandbox, { method: "bank_transfer", token: undefined });
    expect(payment).toMatchObject({ status: "requires_action", next_action: { type: "bank_transfer" } });
    const deposit = (amount: number) => sandbox.call("POST", `/v1/test/payments/${payment.id}/deposit`, { amount });
    expect(await deposit(9_999)).toMatchObject(refused(422, "amount_mismatch"));
    expect(told(await deposit(10_000))).toMatchObject({ status: "captured", captured: 10_000, fee: 160 });
    expect(await deposit(10_000)).toMatchObject(refused(422, "account_closed"));
  });

  it("expires when nothing came in time, and takes nothing after that", async () => {
    await using sandbox = await startSandboxProcess();
    const expires_at = new Date(Date.now() - 1).toISOString();
    const payment = await authorized(sandbox, { method: "bank_transfer", token: undefined, expires_at });
    const late = await sandbox.call("POST", `/v1/test/payments/${payment.id}/deposit`, { amount: 10_000 });
    expect(late).toMatchObject({ ...refused(422, "account_closed"), body: { payment: { status: "expired" } } });
  });
});

describe("a charge back", () => {
  it("takes what is left, and leaves nothing to refund", async () => {
    await using sandbox = await startSandboxProcess();
    const payment = await authorized(sandbox, { capture: "automatic" });
    await act(sandbox, payment, "refunds", { amount: 4_000, reference: "r1" });
    const chargeback = () => sandbox.call("POST", `/v1/test/payments/${payment.id}/chargeback`, {});
    expect(told(await chargeback())).toMatchObject({ refunded: 4_000, charged_back: 6_000 });
    expect(await chargeback()).toMatchObject(refused(422, "amount_too_large"));
    expect(await act(sandbox, payment, "refunds", { amount: 1, reference: "r2" })).toMatchObject(
      refused(422, "amount_too_large"),
    );
  });

  it("that is won, and a refund that fails, leave with the shop what they took", async () => {
    await using sandbox = await startSandboxProcess();
    const payment = await authorized(sandbox, { capture: "automatic" });
    await act(sandbox, payment, "refunds", { amount: 4_000, reference: "r1" });
    const play = (verb: string, body?: object) => sandbox.call("POST", `/v1/test/payments/${payment.id}/${verb}`, body);
    expect(await play("refund_failed", { reference: "r2" })).toMatchObject(refused(404, "not_found"));
    expect(await play("chargeback_won")).toMatchObject(refused(422, "not_charged_back"));
    await play("chargeback");
    expect(told(await play("chargeback_won"))).toMatchObject({ refunded: 4_000, charged_back: 0 });
    expect(told(await play("refund_failed", { reference: "r1" }))).toMatchObject({ refunded: 0, refunds: [] });
    expect((await entriesOf(sandbox)).map(({ type, amount }) => [type, amount]).slice(3)).toEqual([
      ["refunded", 4_000],
      ["charged_back", 6_000],
      ["chargeback_won", 6_000],
      ["refund_failed", 4_000],
    ]);
  });
});

describe("an idempotency key", () => {
  it("has one effect for each call, however often it comes, and none for another body", async () => {
    await using sandbox = await startSandboxProcess();
    const same = aPayment();
    const tries = await Promise.all(Array.from({ length: 20 }, () => authorize(sandbox, same, "authorize-1")));
    expect(new Set(tries.map((one) => told(one).id)).size).toBe(1);
    const other = await authorize(sandbox, { ...same, amount: 1 }, "authorize-1");
    expect(other).toMatchObject(refused(409, "idempotency_conflict"));
    expect(await sandbox.call("POST", "/v1/payments", same)).toMatchObject(refused(400, "idempotency_key_missing"));
    expect((await entriesOf(sandbox)).map(({ type }) => type)).toEqual(["created", "authorized"]);
  });

  it("lets twenty refunds at once give back no more than was taken", async () => {
    await using sandbox = await startSandboxProcess();
    const payment = await authorized(sandbox, { capture: "automatic" });
    const refund = (n: number) =>
      act(sandbox, payment, "refunds", { amount: 1_500, reference: `r${n}` }, `refund-${n}`);
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => refund(n)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(6);
    expect(answers.filter(({ status }) => status === 422)).toHaveLength(14);
    const repeats = await Promise.all(Array.from({ length: 20 }, (_, n) => refund(n)));
    expect(repeats.map(({ status }) => status)).toEqual(answers.map(({ status }) => status));
    const refunds = (await entriesOf(sandbox)).filter(({ type }) => type === "refunded");
    expect(refunds.map(({ amount }) => amount)).toEqual([1_500, 1_500, 1_500, 1_500, 1_500, 1_500]);
  });
});

describe("the ledger", () => {
  it("outlives kill -9, keys included, and a last line that was cut short", async () => {
    await using first = await startSandboxProcess();
    const payment = await authorized(first);
    await act(first, payment, "capture", { amount: 10_000 }, "capture-1");
    await act(first, payment, "refunds", { amount: 1_000, reference: "r1" }, "refund-1");
    const before = await entriesOf(first);
    await first.kill();
    const file = join(first.data, "ledger.jsonl");
    appendFileSync(file, readFileSync(file, "utf8").slice(0, 40));

    await using second = await startSandboxProcess({ data: first.data });
    expect(await entriesOf(second)).toEqual(before);
    expect(told(await act(second, payment, "capture", { amount: 10_000 }, "capture-1")).captured).toBe(10_000);
    expect(told(await act(second, payment, "refunds", { amount: 1_000, reference: "r1" }, "refund-1"))).toMatchObject({
      refunded: 1_000,
    });
    expect(await entriesOf(second)).toEqual(before);
    expect(told(await act(second, payment, "refunds", { amount: 1, reference: "r2" })).refunded).toBe(1_001);
    expect(await second.stop()).toBe(0);
  });

  it("that is damaged in the middle stops the start", async () => {
    await using first = await startSandboxProcess();
    await authorized(first);
    await first.stop();
    appendFileSync(join(first.data, "ledger.jsonl"), "damaged\n");
    await expect(startSandboxProcess({ data: first.data })).rejects.toThrow("The sandbox cannot start");
  });
});

it("lists payments by our reference, and by when they were made, a page at a time", async () => {
  await using sandbox = await startSandboxProcess();
  const made = [];
  for (const reference of ["a", "b", "c"]) made.push((await authorized(sandbox, { reference })).id);
  const page = async (query: string) => {
    const { body } = await sandbox.call("GET", `/v1/payments?${query}`);
    return body as { data: Told[]; cursor: string | null };
  };
  expect((await page("reference=b")).data.map(({ id }) => id)).toEqual([made[1]]);
  const first = await page("since=2020-01-01T00:00:00Z&limit=2");
  const second = await page(`since=2020-01-01T00:00:00Z&limit=2&cursor=${first.cursor}`);
  expect([...first.data, ...second.data].map(({ id }) => id)).toEqual(made);
  expect(second.cursor).toBeNull();
  expect((await page("since=2100-01-01T00:00:00Z")).data).toEqual([]);
});

it("shows people the latest payments, and turns away a name that was made to lead here", async () => {
  await using sandbox = await startSandboxProcess();
  const { id } = await authorized(sandbox);
  expect((await sandbox.call("GET", "/")).body).toContain(`<a href="/pay/${id}">authorized</a>`);
  const { port } = new URL(sandbox.url);
  const status = await new Promise((resolve, reject) => {
    const headers = { host: "elsewhere.example" };
    get({ host: "127.0.0.1", port, headers }, (response) => resolve(response.resume().statusCode)).on("error", reject);
  });
  expect(status).toBe(403);
});

it("opens its API to its key alone", async () => {
  await using sandbox = await startSandboxProcess();
  const bare = (path: string) => fetch(sandbox.url + path).then(({ status }) => status);
  expect(await Promise.all(["/v1/payments", "/v1/test/ledger", "/v1/test/faults"].map(bare))).toEqual([401, 401, 401]);
});
