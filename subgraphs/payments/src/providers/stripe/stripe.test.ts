import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { aRequest, authorized, pounds } from "../testing/aRequest.ts";
import { stripeBench } from "../testing/benches.ts";
import { minorOf, stripeAmount } from "./stripeAmount.ts";

const day = 24 * 60 * 60 * 1_000;

/** The id of a payment that was made at that time. */
function idOf(madeAt: number): string {
  const digits = "0123456789abcdefghjkmnpqrstvwxyz";
  let time = "";
  for (let left = madeAt; time.length < 10; left = Math.floor(left / 32)) time = `${digits[left % 32]}${time}`;
  return `payment_${time}0000000000000000`;
}

describe("when Stripe has forgotten the keys of yesterday", () => {
  it("holds, takes and gives back once", async () => {
    await using bench = await stripeBench();
    const request = aRequest({ paymentId: idOf(Date.now() - day), token: bench.tokens.ok });
    const { ref } = await bench.provider.authorize(request);
    bench.standIn.forgetKeys();
    expect(await bench.provider.authorize(request)).toMatchObject({ ref, status: "AUTHORIZED" });
    const of = { paymentId: request.paymentId, ref };
    const capture = () => bench.provider.capture({ ...of, amount: pounds(10_000) });
    const refund = () => bench.provider.refund({ ...of, refundId: "refund_1", amount: pounds(3_000) });
    for (const call of [capture, refund]) {
      await call();
      bench.standIn.forgetKeys();
      expect(await call()).toMatchObject({ done: true });
    }
    expect(await bench.journal()).toEqual(["authorized 10000", "captured 10000", "refunded 3000"]);
  });
});

describe("when Stripe's search is behind", () => {
  it("finds a young payment among the latest", async () => {
    await using bench = await stripeBench();
    bench.standIn.state.searchBehind = true;
    const { paymentId, ref } = await authorized(bench.provider, bench.tokens.ok);
    expect(await bench.provider.fetch({ paymentId, ref: null })).toMatchObject({ ref, status: "AUTHORIZED" });
  });
});

it("lists a page that is full of refunds, however long all of them take", { timeout: 30_000 }, async () => {
  await using bench = await stripeBench();
  const refunded = async () => {
    const of = await authorized(bench.provider, bench.tokens.ok);
    await bench.provider.capture({ ...of, amount: pounds(10_000) });
    await bench.provider.refund({ ...of, refundId: "refund_1", amount: pounds(1_000) });
  };
  await Promise.all(Array.from({ length: 12 }, refunded));
  await bench.delay(250);
  const { payments } = await bench.provider.list({ since: new Date(Date.now() - day), cursor: null });
  expect(payments.map((payment) => payment.refunded)).toEqual(Array.from({ length: 12 }, () => 1_000n));
});

it("hears without a word what Stripe tells of other things than payments", async () => {
  await using bench = await stripeBench();
  const object = { object: "balance", available: [] };
  const body = JSON.stringify({ id: "evt_1", object: "event", type: "balance.available", data: { object } });
  const now = new Date();
  const seconds = Math.floor(now.getTime() / 1_000);
  const v1 = createHmac("sha256", bench.webhookSecret).update(`${seconds}.${body}`).digest("hex");
  const heard = bench.provider.verifyWebhook({ "stripe-signature": `t=${seconds},v1=${v1}` }, Buffer.from(body), now);
  expect(heard).toEqual({ id: "evt_1", ref: null, type: "balance.available" });
});

it("does not take a bank transfer, and asks for no step that nobody could take", async () => {
  await using bench = await stripeBench();
  const transfer = await bench.provider.authorize(aRequest({ method: "BANK_TRANSFER" }));
  expect(transfer).toMatchObject({ status: "DECLINED", declineCode: "method_not_supported" });
  expect(bench.provider.methods).toEqual(["CARD"]);
  expect(await bench.journal()).toEqual([]);
});

it.each([
  ["GBP", 1_250n, 1_250],
  ["KRW", 12_500n, 12_500],
  ["MGA", 1_500n, 1_500],
  // Counted in hundredths there, although nobody here has seen one for long.
  ["HUF", 1_500n, 150_000],
  ["ISK", 15n, 1_500],
  ["UGX", 15n, 1_500],
  ["KWD", 1_500n, 1_500],
])("counts %s in Stripe's units, there and back", (currency, minor, amount) => {
  expect(stripeAmount({ minor, currency })).toBe(amount);
  expect(minorOf(amount, currency)).toBe(minor);
});

it("refuses what Stripe's units cannot tell", async () => {
  await using bench = await stripeBench();
  const amount = { minor: 1_501n, currency: "KWD" };
  const declined = await bench.provider.authorize(aRequest({ token: bench.tokens.ok, amount }));
  expect(declined).toMatchObject({ status: "DECLINED", declineCode: "amount_not_supported" });
  expect(await bench.journal()).toEqual([]);
});
