import { createHmac } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asking, authorize, capture, card, giveBack, transfer } from "../fixtures/asking.ts";
import { balances, bookings, events, standings, wrongBooks } from "../fixtures/books.ts";
import { openTill, type Till } from "../fixtures/openTill.ts";
import { approve, chargeBack, deposit, failRefund, refOf } from "../fixtures/sandboxDoes.ts";

const now = () => Math.floor(Date.now() / 1_000);
const sign = (till: Till, body: string, at = now()) =>
  `t=${at},v1=${createHmac("sha256", till.sandbox.secret).update(`${at}.${body}`).digest("hex")}`;

async function post(till: Till, body: string, signature: string, provider = "sandbox") {
  const headers = { "content-type": "application/json", "sandbox-signature": signature };
  const answer = await fetch(`http://127.0.0.1:${till.port}/webhooks/${provider}`, { method: "POST", headers, body });
  return answer.status;
}

const about = (payment: string, id = "evt_1", type = "payment.captured") =>
  JSON.stringify({ id, type, payment, reference: "payment_1", created: new Date().toISOString() });

describe("a webhook", { timeout: 60_000 }, () => {
  let till: Till;
  beforeAll(async () => {
    till = await openTill();
  }, 60_000);
  afterAll(() => till[Symbol.asyncDispose]());

  it("has the payment fetched, and takes effect once", async () => {
    const order = asking([transfer()]);
    await authorize(till, order);
    await deposit(till, order.orderId);
    const body = about(await refOf(till, order.orderId), "evt_deposit");
    const answers = await Promise.all([1, 2, 3].map(() => post(till, body, sign(till, body))));
    expect([...answers, await post(till, body, sign(till, body))]).toEqual([200, 200, 200, 200]);
    expect(await standings(till, order.orderId)).toEqual(["BANK_TRANSFER CAPTURED captured 10000 refunded 0 held 0"]);
    expect(await events(till, order.orderId)).toEqual(["paymentCaptured 10000"]);
    expect(await till.db.webhookSeen.count({ where: { id: "evt_deposit" } })).toBe(1);
  });

  it.each([
    ["no signature", (): string => ""],
    ["another's signature", (): string => `t=${now()},v1=${"0".repeat(64)}`],
    ["the signature of another body", (all: Till): string => sign(all, "{}")],
    ["an old signature", (all: Till, body: string): string => sign(all, body, now() - 301)],
  ])("has no effect with %s", async (_, signature) => {
    const order = asking([transfer()]);
    await authorize(till, order);
    await deposit(till, order.orderId);
    const body = about(await refOf(till, order.orderId), "evt_bad");
    expect(await post(till, body, signature(till, body))).toBe(401);
    expect(await standings(till, order.orderId)).toEqual([
      "BANK_TRANSFER ACTION_REQUIRED captured 0 refunded 0 held 0",
    ]);
    expect(await till.db.webhookSeen.count({ where: { id: "evt_bad" } })).toBe(0);
  });

  it("that tells what the books have already changes nothing", async () => {
    const order = asking([card()]);
    await authorize(till, order);
    const before = await till.db.payment.findMany({ where: { orderId: order.orderId } });
    const body = about(await refOf(till, order.orderId), "evt_known", "payment.authorized");
    expect(await post(till, body, sign(till, body))).toBe(200);
    expect(await till.db.payment.findMany({ where: { orderId: order.orderId } })).toEqual(before);
    expect(await till.db.webhookSeen.count({ where: { id: "evt_known" } })).toBe(0);
  });

  it("lies in vain: only what the provider says when asked counts", async () => {
    const order = asking([transfer()]);
    await authorize(till, order);
    const body = about(await refOf(till, order.orderId), "evt_early");
    expect(await post(till, body, sign(till, body))).toBe(200);
    expect(await standings(till, order.orderId)).toEqual([
      "BANK_TRANSFER ACTION_REQUIRED captured 0 refunded 0 held 0",
    ]);
  });

  it("about money that is nobody's is listed for a person, once", async () => {
    const made = await till.sandbox.call(
      "POST",
      "/v1/payments",
      { reference: "somebody-elses", amount: 500, currency: "GBP", method: "card", token: "tok_ok" },
      "a-key-of-somebody-else",
    );
    const { id } = made.body as { id: string };
    for (const event of ["evt_a", "evt_b"]) {
      const body = about(id, event);
      expect(await post(till, body, sign(till, body))).toBe(202);
    }
    const nobody = about("pay_none", "evt_c");
    expect(await post(till, nobody, sign(till, nobody))).toBe(202);
    expect(await till.db.discrepancy.findMany({ select: { kind: true, providerReference: true } })).toEqual([
      { kind: "UNKNOWN_HERE", providerReference: id },
    ]);
  });

  it("is tried again later when the provider does not answer, and is nobody's without one", async () => {
    const order = asking([card("tok_3ds")]);
    await authorize(till, order);
    await approve(till, order.orderId);
    const body = about(await refOf(till, order.orderId), "evt_later", "payment.authorized");
    await till.sandbox.faults([{ call: "fetch", fault: "error_500", next: 1 }]);
    expect(await post(till, body, sign(till, body))).toBe(503);
    expect(await post(till, body, sign(till, body))).toBe(200);
    expect(await standings(till, order.orderId)).toEqual(["CARD AUTHORIZED captured 0 refunded 0 held 10000"]);
    expect(await post(till, body, sign(till, body), "paypal")).toBe(404);
  });

  it("brings a refund that failed later, which a person has to look at", async () => {
    const order = asking([card()]);
    await authorize(till, order);
    await capture(till, order.orderId);
    await giveBack(till, order.orderId, "1000");
    await failRefund(till, order.orderId);
    const ref = await refOf(till, order.orderId);
    for (const event of ["evt_failed", "evt_failed_again"]) {
      const body = about(ref, event, "payment.refund_failed");
      expect(await post(till, body, sign(till, body))).toBe(200);
    }
    expect(await standings(till, order.orderId)).toEqual(["CARD CAPTURED captured 10000 refunded 1000 held 0"]);
    expect(await till.db.discrepancy.findMany({ where: { providerReference: ref }, select: { detail: true } })).toEqual(
      [{ detail: "1000 GBP was given back, and the provider has 0 by now" }],
    );
  });

  it("brings a chargeback, which a person has to look at", async () => {
    const order = asking([card()]);
    await authorize(till, order);
    await capture(till, order.orderId);
    await chargeBack(till, order.orderId, 3_000);
    const body = about(await refOf(till, order.orderId), "evt_chargeback", "payment.charged_back");
    expect(await post(till, body, sign(till, body))).toBe(200);
    expect((await bookings(till, order.orderId)).at(-1)).toBe("CHARGEBACK chargebacks 3000");
    expect((await events(till, order.orderId)).at(-1)).toBe("paymentChargedBack 3000");
    expect(await till.db.discrepancy.count({ where: { kind: "CHARGEBACK" } })).toBe(1);
    expect((await balances(till, order.orderId))["chargebacks"]).toBe(3_000n);
  });
});

describe("the sandbox's own webhooks", { timeout: 60_000 }, () => {
  it("bring everything here, twice and out of order, and each takes effect once", async () => {
    await using till = await openTill({ role: "all", webhooks: true });
    await till.sandbox.faults([
      { call: "webhook", fault: "twice", rate: 0.5 },
      { call: "webhook", fault: "out_of_order", rate: 0.5 },
    ]);
    const orders = Array.from({ length: 6 }, (_, index) => asking([index % 2 === 0 ? card("tok_3ds") : transfer()]));
    for (const [index, order] of orders.entries()) {
      await authorize(till, order);
      await (index % 2 === 0 ? approve(till, order.orderId) : deposit(till, order.orderId));
    }
    await expect
      .poll(() => till.db.payment.count({ where: { status: { in: ["AUTHORIZED", "CAPTURED"] } } }), { timeout: 30_000 })
      .toBe(6);
    const waiting = async () => (await till.sandbox.call("GET", "/v1/test/webhooks")).body;
    await expect.poll(waiting, { timeout: 30_000 }).toEqual({ pending: 0 });
    const told = await Promise.all(orders.map(({ orderId }) => events(till, orderId)));
    expect(told).toEqual(
      orders.map((_, index) => [index % 2 === 0 ? "paymentAuthorized 10000" : "paymentCaptured 10000"]),
    );
    expect(await wrongBooks(till)).toEqual([]);
  });
});
