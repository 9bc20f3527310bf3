import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { takeUnchecked } from "../data/lookingAfter.ts";
import { asking, authorize, capture, card, giveBack, invoice, letGo, transfer } from "../fixtures/asking.ts";
import { balances, bookings, events, journal, standings, wrongBooks } from "../fixtures/books.ts";
import { openTill, type Till } from "../fixtures/openTill.ts";
import {
  approve,
  chargeBack,
  deposit,
  failRefund,
  losesReply,
  refOf,
  well,
  winDispute,
} from "../fixtures/sandboxDoes.ts";

const hour = 3_600_000;

describe("looking after payments", { timeout: 60_000 }, () => {
  let till: Till;
  beforeEach(async () => {
    till = await openTill({ env: { RECONCILE_EVERY_MS: "1000" } });
  }, 60_000);
  afterEach(async () => {
    expect(await wrongBooks(till)).toEqual([]);
    await till[Symbol.asyncDispose]();
  });

  const compare = async () => {
    till.clock.advance(2_000);
    await till.sweep("reconciliation");
  };
  const found = () => till.db.discrepancy.findMany({ select: { kind: true, providerReference: true } });

  it("completes what the provider did and nobody here heard of", async () => {
    const order = asking([card("tok_3ds")]);
    await authorize(till, order);
    await approve(till, order.orderId);
    await compare();
    expect(await standings(till, order.orderId)).toEqual(["CARD AUTHORIZED captured 0 refunded 0 held 10000"]);
    await losesReply(till, "capture");
    await expect(capture(till, order.orderId)).rejects.toThrow("SERVICE_UNAVAILABLE");
    await compare();
    await compare();
    expect(await standings(till, order.orderId)).toEqual(["CARD CAPTURED captured 10000 refunded 0 held 0"]);
    expect(await events(till, order.orderId)).toEqual(["paymentAuthorized 10000", "paymentCaptured 10000"]);
    expect(await found()).toEqual([]);
  });

  it("gives money back that comes when the order is over", async () => {
    const order = asking([transfer()]);
    await authorize(till, order);
    await till.sandbox.faults([{ call: "void", fault: "unreachable", rate: 1 }]);
    await expect(letGo(till, order.orderId)).rejects.toThrow("SERVICE_UNAVAILABLE");
    await deposit(till, order.orderId);
    await well(till);
    await compare();
    expect(await standings(till, order.orderId)).toEqual([
      "BANK_TRANSFER CAPTURED captured 10000 refunded 10000 held 0",
    ]);
    expect(await journal(till, order.orderId)).toEqual([
      "account_opened",
      "authorized 10000",
      "captured 10000",
      "refunded 10000",
    ]);
    expect(await events(till, order.orderId)).toEqual([
      "paymentCaptured 10000",
      "paymentRefunded 10000",
      "refundCompleted 10000",
    ]);
    expect(await found()).toEqual([]);
  });

  it("lets go of a promise that came after the order was over", async () => {
    const order = asking([card()]);
    // The request is on its way for longer than anybody waits for it.
    await till.sandbox.faults([{ call: "authorize", fault: "slow", ms: 4_000, next: 1 }]);
    await expect(authorize(till, order)).rejects.toThrow("SERVICE_UNAVAILABLE");
    expect(await letGo(till, order.orderId)).toMatchObject({ __typename: "PaymentsVoided" });
    expect(await journal(till, order.orderId)).toEqual([]);
    await expect.poll(() => journal(till, order.orderId), { timeout: 20_000 }).toEqual(["authorized 10000"]);
    await compare();
    expect(await journal(till, order.orderId)).toEqual(["authorized 10000", "voided"]);
    expect(await standings(till, order.orderId)).toEqual(["CARD VOIDED captured 0 refunded 0 held 0"]);
    expect(await balances(till)).toEqual({});
  });

  it("looks again at what it could not write down, also when the provider made it long ago", async () => {
    const order = asking([card()]);
    await till.sandbox.faults([{ call: "authorize", fault: "slow", ms: 4_000, next: 1 }]);
    await expect(authorize(till, order)).rejects.toThrow("SERVICE_UNAVAILABLE");
    await letGo(till, order.orderId);
    await expect.poll(() => journal(till, order.orderId), { timeout: 20_000 }).toEqual(["authorized 10000"]);
    till.clock.advance(2 * hour);
    await till.has((db) =>
      db.$executeRawUnsafe('ALTER TABLE payment ADD CONSTRAINT "full" CHECK (provider_status IS NULL) NOT VALID'),
    );
    await compare();
    await till.has((db) => db.$executeRawUnsafe('ALTER TABLE payment DROP CONSTRAINT "full"'));
    till.clock.advance(2 * hour);
    await compare();
    expect(await journal(till, order.orderId)).toEqual(["authorized 10000", "voided"]);
    expect(await standings(till, order.orderId)).toEqual(["CARD VOIDED captured 0 refunded 0 held 0"]);
  });

  it("lists what a person has to decide: money that is nobody's, and refunds that the provider refuses", async () => {
    const unknown = { reference: "nobody", amount: 500, currency: "GBP", method: "card", token: "tok_ok" };
    const { body } = await till.sandbox.call("POST", "/v1/payments", unknown, "a-key-of-nobody");
    const order = asking([card()]);
    await authorize(till, order);
    await capture(till, order.orderId);
    await till.sandbox.faults([{ call: "refund", fault: "decline", next: 1 }]);
    await letGo(till, order.orderId);
    await compare();
    await compare();
    expect(await found()).toEqual([
      { kind: "CAPTURED_AFTER_VOID", providerReference: await refOf(till, order.orderId) },
      { kind: "UNKNOWN_HERE", providerReference: (body as { id: string }).id },
    ]);
    expect(await standings(till, order.orderId)).toEqual(["CARD CAPTURED captured 10000 refunded 0 held 0"]);
  });

  it("books what somebody gave back at the provider, and lists it", async () => {
    const order = asking([card()]);
    await authorize(till, order);
    await capture(till, order.orderId);
    await giveBack(till, order.orderId, "1000");
    const ref = await refOf(till, order.orderId);
    await till.sandbox.call(
      "POST",
      `/v1/payments/${ref}/refunds`,
      { amount: 2_500, reference: "by-hand" },
      "by-hand-1",
    );
    await compare();
    await compare();
    expect(await standings(till, order.orderId)).toEqual(["CARD CAPTURED captured 10000 refunded 3500 held 0"]);
    expect(await found()).toEqual([{ kind: "AMOUNT_DIFFERS", providerReference: ref }]);
    expect(await giveBack(till, order.orderId, "6501")).toMatchObject({ refundableMinor: "6500" });
  });

  it("lists what was undone at the provider: a refund that the bank sent back, a dispute that was won", async () => {
    const order = asking([card()]);
    await authorize(till, order);
    await capture(till, order.orderId);
    await giveBack(till, order.orderId, "1000");
    await chargeBack(till, order.orderId, 2_000);
    await compare();
    const booked = await bookings(till, order.orderId);
    await failRefund(till, order.orderId);
    await winDispute(till, order.orderId);
    await compare();
    await compare();
    expect(
      await till.db.discrepancy.findMany({ select: { kind: true, detail: true }, orderBy: { detail: "asc" } }),
    ).toEqual([
      { kind: "AMOUNT_DIFFERS", detail: "1000 GBP was given back, and the provider has 0 by now" },
      { kind: "AMOUNT_DIFFERS", detail: "2000 GBP was charged back, and the provider has 0 by now" },
      { kind: "CHARGEBACK", detail: "The shopper's bank took 2000 GBP back in all" },
    ]);
    expect(await bookings(till, order.orderId)).toEqual(booked);
    expect(await standings(till, order.orderId)).toEqual(["CARD CAPTURED captured 10000 refunded 1000 held 0"]);
  });

  it("compares what was taken also while more is open than there are places", async () => {
    const taken = asking([card()]);
    await authorize(till, taken);
    await capture(till, taken.orderId);
    const open = [asking([card("tok_3ds")]), asking([card("tok_3ds")])];
    for (const order of open) await authorize(till, order);
    const later = new Date(Date.now() + 48 * hour);
    const places = { provider: "sandbox", before: later, limit: 2 };
    const compared = await till.has((db) => takeUnchecked(db, places, later));
    expect(compared.map(({ orderId }) => open.some((order) => order.orderId === orderId)).sort()).toEqual([
      false,
      true,
    ]);
    expect(compared.map(({ orderId }) => orderId)).toContain(taken.orderId);
  });

  it("ends the time of what nobody paid, and lets the other parts go", async () => {
    const order = asking([transfer({ amountMinor: "4000" }), invoice()]);
    expect(await authorize(till, order)).toMatchObject({ status: "ACTION_REQUIRED" });
    till.clock.advance(hour + 1_000);
    await till.sweep("duePayments");
    await till.sweep("duePayments");
    expect(await standings(till, order.orderId)).toEqual([
      "BANK_TRANSFER EXPIRED captured 0 refunded 0 held 0",
      "INVOICE VOIDED captured 0 refunded 0 held 0",
    ]);
    expect(await events(till, order.orderId)).toEqual(["paymentAuthorized 6000", "paymentFailed 4000 EXPIRED"]);
    expect(await journal(till, order.orderId)).toEqual(["account_opened", "voided"]);
    expect(await authorize(till, order)).toMatchObject({ __typename: "PaymentExpired" });
  });

  it("takes what was paid in the last moment", async () => {
    const order = asking([transfer()]);
    await authorize(till, order);
    await deposit(till, order.orderId);
    till.clock.advance(hour + 1_000);
    await till.sweep("duePayments");
    expect(await standings(till, order.orderId)).toEqual(["BANK_TRANSFER CAPTURED captured 10000 refunded 0 held 0"]);
    expect(await authorize(till, order)).toMatchObject({ status: "CAPTURED" });
  });
});
