import { startSandboxProcess } from "@madang/payment-sandbox/testing";
import { expect, it } from "vitest";
import type { AuthorizeRequest } from "../provider.ts";
import { aRequest, moneyOf, pounds } from "../testing/aRequest.ts";
import { sandbox } from "./sandbox.ts";

async function open() {
  const process = await startSandboxProcess();
  const provider = sandbox({ url: process.url, key: process.key, webhookSecret: process.secret });
  return {
    provider,
    deposit: (ref: string, amount: number) => process.call("POST", `/v1/test/payments/${ref}/deposit`, { amount }),
    [Symbol.asyncDispose]: async () => {
      await provider[Symbol.asyncDispose]();
      await process[Symbol.asyncDispose]();
    },
  };
}

const transfer = (given: Partial<AuthorizeRequest> = {}) => aRequest({ method: "BANK_TRANSFER", token: "", ...given });

it("opens an account for a transfer, and knows when the money is there", async () => {
  await using bank = await open();
  const request = transfer();
  const { ref, status, nextAction } = await bank.provider.authorize(request);
  expect(status).toBe("ACTION_REQUIRED");
  expect(nextAction).toEqual({
    type: "BANK_TRANSFER",
    bank: "Sandbox Bank",
    accountNumber: expect.stringMatching(/^\d{10}$/),
    holder: "Madang",
    dueAt: request.expiresAt,
  });
  const of = { paymentId: request.paymentId, ref };
  expect(await bank.provider.capture({ ...of, amount: pounds(10_000) })).toMatchObject({ code: "NOT_CAPTURABLE" });
  expect((await bank.deposit(ref, 10_000)).status).toBe(200);
  const paid = await bank.provider.fetch(of);
  expect(paid && moneyOf(paid)).toMatchObject({ status: "CAPTURED", authorized: 10_000, captured: 10_000 });
  expect(paid).toMatchObject({ fee: 160n, nextAction: null });
  expect(await bank.provider.void(of)).toMatchObject({ done: false, code: "NOT_VOIDABLE" });
  const back = await bank.provider.refund({ ...of, refundId: "refund_1", amount: pounds(10_000) });
  expect(back).toMatchObject({ done: true, payment: { refunded: 10_000n } });
});

it("takes no transfer that comes after its time, or after it was let go", async () => {
  await using bank = await open();
  const late = transfer({ expiresAt: new Date(Date.now() - 1_000) });
  const { ref } = await bank.provider.authorize(late);
  expect((await bank.deposit(ref, 10_000)).status).toBe(422);
  const of = { paymentId: late.paymentId, ref };
  expect(await bank.provider.fetch(of)).toMatchObject({ status: "EXPIRED", captured: 0n });
  expect(await bank.provider.void(of)).toMatchObject({ done: true, payment: { status: "EXPIRED" } });

  const left = transfer();
  const waiting = await bank.provider.authorize(left);
  expect(await bank.provider.void({ paymentId: left.paymentId, ref: waiting.ref })).toMatchObject({ done: true });
  expect((await bank.deposit(waiting.ref, 10_000)).status).toBe(422);
});
