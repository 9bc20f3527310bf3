import { newId } from "@madang/service-kit";
import { describe, expect, it } from "vitest";
import { ProviderUnavailable } from "./provider.ts";
import { aRequest, authorized, moneyOf, pounds } from "./testing/aRequest.ts";
import { type Bench, sandboxBench, stripeBench } from "./testing/benches.ts";

const benches: readonly [string, () => Promise<Bench>][] = [
  ["sandbox", sandboxBench],
  ["stripe", stripeBench],
];

describe.each(benches)("%s", (_, open) => {
  it("holds an amount, takes it with a fee, and gives it back in parts, never more than it took", async () => {
    await using bench = await open();
    const { provider } = bench;
    const request = aRequest({ token: bench.tokens.ok });
    const held = await provider.authorize(request);
    expect(held).toMatchObject({ paymentId: request.paymentId, currency: "GBP", nextAction: null, savedMethod: null });
    expect(moneyOf(held)).toEqual({
      status: "AUTHORIZED",
      authorized: 10_000,
      captured: 0,
      refunded: 0,
      chargedBack: 0,
    });
    const of = { paymentId: request.paymentId, ref: held.ref };
    const taken = await provider.capture({ ...of, amount: pounds(10_000) });
    expect(taken).toMatchObject({ done: true, payment: { status: "CAPTURED", captured: 10_000n } });
    expect(taken.payment?.fee).toBeGreaterThan(0n);

    const refund = (refundId: string, minor: number) => provider.refund({ ...of, refundId, amount: pounds(minor) });
    expect(await refund("refund_1", 4_000)).toMatchObject({ done: true, payment: { refunded: 4_000n } });
    expect(await refund("refund_2", 6_001)).toMatchObject({ done: false, code: "AMOUNT_TOO_LARGE" });
    expect(await refund("refund_3", 6_000)).toMatchObject({ done: true, payment: { refunded: 10_000n } });
    const end = await provider.fetch(of);
    expect(end?.refunds.toSorted((a, b) => Number(a.amount - b.amount))).toEqual([
      { refundId: "refund_1", amount: 4_000n },
      { refundId: "refund_3", amount: 6_000n },
    ]);
    expect(await bench.journal()).toEqual(["authorized 10000", "captured 10000", "refunded 4000", "refunded 6000"]);
  });

  it("takes a part of what it held, once, and never more than that", async () => {
    await using bench = await open();
    const of = await authorized(bench.provider, bench.tokens.ok);
    const capture = (minor: number, paymentId = of.paymentId) =>
      bench.provider.capture({ ref: of.ref, paymentId, amount: pounds(minor) });
    expect(await capture(10_001, "payment_too_much")).toMatchObject({ done: false, code: "AMOUNT_TOO_LARGE" });
    const part = { status: "CAPTURED", captured: 6_000n, refunded: 0n, refunds: [] };
    expect(await capture(6_000)).toMatchObject({ done: true, payment: part });
    expect(await capture(4_000, "payment_again")).toMatchObject({ done: false, code: "NOT_CAPTURABLE" });
    expect(await bench.journal()).toEqual(["authorized 10000", "captured 6000"]);
  });

  it("tells a decline as data, and has nothing to let go of then", async () => {
    await using bench = await open();
    const declined = await bench.provider.authorize(aRequest({ token: bench.tokens.declined }));
    expect(declined.status).toBe("DECLINED");
    expect(declined.declineCode).toMatch(/decline/);
    const of = { paymentId: String(declined.paymentId), ref: declined.ref };
    expect(await bench.provider.void(of)).toMatchObject({ done: true, payment: { authorized: 0n } });
    expect(await bench.provider.authorize(aRequest({ token: "pm_nobodys" }))).toMatchObject({ status: "DECLINED" });
  });

  it("sends the shopper to their bank, and knows what they said there", async () => {
    await using bench = await open();
    const challenge = async (verb: string | null) => {
      const request = aRequest({ token: bench.tokens.challenge });
      const { ref, status, nextAction } = await bench.provider.authorize(request);
      expect(status).toBe("ACTION_REQUIRED");
      if (nextAction?.type !== "REDIRECT") throw new Error("There is nowhere to go.");
      const said = verb && (await fetch(`${nextAction.url}/${verb}`, { method: "POST", redirect: "manual" }));
      if (said) expect(said.headers.get("location")).toBe("http://shop.example/back");
      return { request, of: { paymentId: request.paymentId, ref } };
    };
    const yes = await challenge("approve");
    expect(await bench.provider.fetch(yes.of)).toMatchObject({ status: "AUTHORIZED", nextAction: null });
    // A repeat tells how things stand now, not what was answered then.
    expect(await bench.provider.authorize(yes.request)).toMatchObject({ status: "AUTHORIZED", ref: yes.of.ref });
    expect(await bench.provider.fetch((await challenge("decline")).of)).toMatchObject({ status: "DECLINED" });
    const nobody = await challenge(null);
    expect(await bench.provider.void(nobody.of)).toMatchObject({ done: true, payment: { status: "VOIDED" } });
    expect(await bench.journal()).toEqual(["authorized 10000", "declined", "voided"]);
  });

  it("says for good that a capture fails, and nothing is kept after letting go", async () => {
    await using bench = await open();
    const of = await authorized(bench.provider, bench.tokens.captureFails);
    const capture = () => bench.provider.capture({ ...of, amount: pounds(10_000) });
    expect(await capture()).toMatchObject({ done: false, code: "CAPTURE_FAILED" });
    expect(await capture()).toMatchObject({ done: false, code: "CAPTURE_FAILED" });
    expect(await bench.provider.void(of)).toMatchObject({ done: true });
    expect(await bench.provider.fetch(of)).toMatchObject({ captured: 0n, authorized: expect.any(BigInt) });
    expect((await bench.journal()).filter((line) => line.startsWith("captured"))).toEqual([]);
  });

  it("lets go of what it holds, and of nothing that it took", async () => {
    await using bench = await open();
    const { provider } = bench;
    const held = await authorized(provider, bench.tokens.ok);
    const refund = { refundId: "refund_1", amount: pounds(1) };
    expect(await provider.refund({ ...held, ...refund })).toMatchObject({ done: false, code: "NOT_REFUNDABLE" });
    const letGo = { status: "VOIDED", captured: 0n, refunded: 0n, refunds: [] };
    expect(await provider.void(held)).toMatchObject({ done: true, payment: letGo });
    expect(await provider.fetch(held)).toMatchObject(letGo);
    expect(await provider.capture({ ...held, amount: pounds(1) })).toMatchObject({
      done: false,
      code: "NOT_CAPTURABLE",
    });
    const taken = await authorized(provider, bench.tokens.ok);
    await provider.capture({ ...taken, amount: pounds(10_000) });
    expect(await provider.void(taken)).toMatchObject({ done: false, code: "NOT_VOIDABLE" });
    expect(await provider.void({ paymentId: "payment_none", ref: "pi_none" })).toMatchObject({
      done: false,
      code: "NOT_FOUND",
    });
    expect(await bench.journal()).toEqual(["authorized 10000", "voided", "authorized 10000", "captured 10000"]);
  });

  it("does each thing once, however often it is asked", async () => {
    await using bench = await open();
    const { provider } = bench;
    const fiveTimes = <T>(call: () => Promise<T>) => Promise.all([call(), call(), call(), call(), call()]);
    const request = aRequest({ token: bench.tokens.ok });
    const held = await fiveTimes(() => provider.authorize(request));
    const [ref = "", ...others] = new Set(held.map((payment) => payment.ref));
    expect(others).toEqual([]);
    const of = { paymentId: request.paymentId, ref };
    const taken = await fiveTimes(() => provider.capture({ ...of, amount: pounds(10_000) }));
    expect(taken.every((answer) => answer.done)).toBe(true);
    const back = await fiveTimes(() => provider.refund({ ...of, refundId: "refund_1", amount: pounds(3_000) }));
    expect(back.every((answer) => answer.done)).toBe(true);
    const other = await authorized(provider, bench.tokens.ok);
    expect((await fiveTimes(() => provider.void(other))).every((answer) => answer.done)).toBe(true);
    const once = ["authorized 10000", "captured 10000", "refunded 3000", "authorized 10000", "voided"];
    expect(await bench.journal()).toEqual(once);
  });

  it("does each thing once when the answer was lost, and finds what it did by our reference", async () => {
    await using bench = await open();
    const { provider } = bench;
    const lost = async <T>(name: Parameters<Bench["loseNextReply"]>[0], call: () => Promise<T>) => {
      await bench.loseNextReply(name);
      await expect(call()).rejects.toThrow(ProviderUnavailable);
      return call;
    };
    const request = aRequest({ token: bench.tokens.ok });
    const authorize = await lost("authorize", () => provider.authorize(request));
    const found = await provider.fetch({ paymentId: request.paymentId, ref: null });
    expect(found).toMatchObject({ status: "AUTHORIZED", paymentId: request.paymentId });
    const { ref } = await authorize();
    expect(ref).toBe(found?.ref);
    const of = { paymentId: request.paymentId, ref };
    const capture = await lost("capture", () => provider.capture({ ...of, amount: pounds(10_000) }));
    expect(await capture()).toMatchObject({ done: true, payment: { captured: 10_000n } });
    const refund = await lost("refund", () => provider.refund({ ...of, refundId: "refund_1", amount: pounds(3_000) }));
    expect(await refund()).toMatchObject({ done: true, payment: { refunded: 3_000n } });
    const other = await authorized(provider, bench.tokens.ok);
    const letGo = await lost("void", () => provider.void(other));
    expect(await letGo()).toMatchObject({ done: true, payment: { status: "VOIDED" } });
    const once = ["authorized 10000", "captured 10000", "refunded 3000", "authorized 10000", "voided"];
    expect(await bench.journal()).toEqual(once);
  });

  it("finds nothing where nothing is", async () => {
    await using bench = await open();
    expect(await bench.provider.fetch({ paymentId: newId("payment"), ref: null })).toBeNull();
    expect(await bench.provider.fetch({ paymentId: newId("payment"), ref: "pi_none" })).toBeNull();
  });

  it("lists what was made since a moment, page by page, and all of it", async () => {
    await using bench = await open();
    const since = new Date(Date.now() - 60_000);
    const made = new Set<string>();
    for (let n = 0; n < 103; n += 1) made.add((await authorized(bench.provider, bench.tokens.ok)).paymentId);
    const listed: (string | null)[] = [];
    let cursor: string | null = null;
    do {
      const page = await bench.provider.list({ since, cursor });
      listed.push(...page.payments.map(({ paymentId }) => paymentId));
      cursor = page.cursor;
    } while (cursor !== null);
    expect(listed).toHaveLength(103);
    expect(new Set(listed)).toEqual(made);
    expect(await bench.provider.list({ since: new Date(Date.now() + 60_000), cursor: null })).toEqual({
      payments: [],
      cursor: null,
    });
  });

  it("saves a method that pays again, for whoever saved it alone", async () => {
    await using bench = await open();
    const saving = aRequest({ token: bench.tokens.ok, customer: "account_1", saveMethod: true });
    const { savedMethod } = await bench.provider.authorize(saving);
    expect(savedMethod).toMatchObject({ brand: "visa", last4: "4242", expiresMonth: 12, expiresYear: 2040 });
    const again = (customer: string | null) =>
      bench.provider.authorize(aRequest({ token: savedMethod?.token ?? "", customer }));
    expect(await again("account_1")).toMatchObject({ status: "AUTHORIZED", savedMethod: null });
    expect(await again("account_2")).toMatchObject({ status: "DECLINED" });
    expect(await again(null)).toMatchObject({ status: "DECLINED" });
    expect(await bench.journal()).toEqual(["authorized 10000", "authorized 10000"]);
  });

  it("tells of a charge back", async () => {
    await using bench = await open();
    const of = await authorized(bench.provider, bench.tokens.ok);
    await bench.provider.capture({ ...of, amount: pounds(10_000) });
    await bench.provider.refund({ ...of, refundId: "refund_1", amount: pounds(4_000) });
    await bench.chargeBack(of.ref);
    const payment = await bench.provider.fetch(of);
    expect(payment && moneyOf(payment)).toMatchObject({ captured: 10_000, refunded: 4_000, chargedBack: 6_000 });
    const late = await bench.provider.refund({ ...of, refundId: "refund_2", amount: pounds(1) });
    expect(late).toMatchObject({ done: false, code: "AMOUNT_TOO_LARGE" });
  });

  it("tells of a charge back that was won, and of a refund that failed later", async () => {
    await using bench = await open();
    const of = await authorized(bench.provider, bench.tokens.ok);
    await bench.provider.capture({ ...of, amount: pounds(9_000) });
    const refund = (refundId: string, minor: number) =>
      bench.provider.refund({ ...of, refundId, amount: pounds(minor) });
    await refund("refund_1", 1_000);
    await refund("refund_2", 3_000);
    await bench.chargeBack(of.ref);
    await bench.winDispute(of.ref);
    await bench.failRefund(of.ref, "refund_2");
    expect(await bench.provider.fetch(of)).toMatchObject({
      captured: 9_000n,
      refunded: 1_000n,
      chargedBack: 0n,
      refunds: [{ refundId: "refund_1", amount: 1_000n }],
    });
    const again = { captured: 9_000n, refunded: 9_000n, chargedBack: 0n };
    expect(await refund("refund_3", 8_000)).toMatchObject({ done: true, payment: again });
  });

  it("believes a webhook that the provider signed just now, and no other", async () => {
    await using bench = await open();
    const { ref } = await authorized(bench.provider, bench.tokens.ok);
    await bench.receiver.until(1);
    const [{ headers, body } = { headers: {}, body: Buffer.of() }] = bench.receiver.received;
    const now = new Date();
    const verify = bench.provider.verifyWebhook;
    expect(verify(headers, body, now)).toEqual({
      id: expect.any(String),
      ref,
      type: expect.stringContaining("payment"),
    });
    expect(verify(headers, body, now)).toEqual(verify(headers, body, new Date(now.getTime() + 200_000)));

    expect(verify(headers, body, new Date(now.getTime() + 310_000))).toBeNull();
    expect(verify(headers, Buffer.from(body.toString().replace(ref, "pi_others")), now)).toBeNull();
    expect(verify(headers, Buffer.of(), now)).toBeNull();
    expect(verify({}, body, now)).toBeNull();
    const [name = ""] = Object.keys(headers).filter((header) => header.endsWith("-signature"));
    const signature = String(headers[name]);
    for (const other of [signature.replace(/v1=.{4}/, "v1=0000"), signature.replace(/t=\d+/, "t=1"), "", "t=,v1="])
      expect(verify({ [name]: other }, body, now)).toBeNull();
  });

  it("never sends what could be the number of a card", async () => {
    await using bench = await open();
    for (const token of [
      "4242424242424242",
      "tok_4242 4242 4242 4242",
      "pm_５５５５５５５５５５５５４４４４",
      "x4000-0000-0000-0002",
    ])
      expect(await bench.provider.authorize(aRequest({ token }))).toMatchObject({
        status: "DECLINED",
        declineCode: "card_number_refused",
      });
    expect(await bench.journal()).toEqual([]);
  });

  it("says that the outcome is not known when it fails, takes too long or is gone", async () => {
    await using bench = await open();
    const request = aRequest({ token: bench.tokens.ok });
    const authorize = () => bench.provider.authorize(request);
    await bench.failNext("authorize");
    await expect(authorize()).rejects.toThrow(ProviderUnavailable);
    await bench.delay(60_000);
    await expect(authorize()).rejects.toThrow(ProviderUnavailable);
    await bench.stop();
    await expect(authorize()).rejects.toThrow(ProviderUnavailable);
    await expect(bench.provider.fetch({ paymentId: request.paymentId, ref: null })).rejects.toThrow(
      ProviderUnavailable,
    );
  });
});
