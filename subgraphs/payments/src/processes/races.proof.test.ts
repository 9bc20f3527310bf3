import { newId } from "@madang/service-kit";
import { describe, expect, it } from "vitest";
import { asking, authorize, capture, card, giftCard, giveBack, letGo } from "../fixtures/asking.ts";
import { aGiftCard, balances, cardBalance, events, journal, standings, wrongBooks } from "../fixtures/books.ts";
import { openTill } from "../fixtures/openTill.ts";
import { losesReply, well } from "../fixtures/sandboxDoes.ts";

const settled = (answers: readonly PromiseSettledResult<unknown>[]) => answers.map(({ status }) => status);
const tally = (names: readonly string[]) =>
  Object.fromEntries([...Map.groupBy(names, String)].map(([name, all]) => [name, all.length]));

describe("at the same time", { timeout: 120_000 }, () => {
  it("gives back no more than was paid when 20 refunds race", async () => {
    await using till = await openTill();
    const order = asking([card()]);
    await authorize(till, order);
    await capture(till, order.orderId);
    const answers = await Promise.all(Array.from({ length: 20 }, () => giveBack(till, order.orderId, "1500")));
    expect(tally(answers.map(({ __typename }) => __typename))).toEqual({ PaymentsRefunded: 6, RefundExceedsPaid: 14 });
    expect(await standings(till, order.orderId)).toEqual(["CARD CAPTURED captured 10000 refunded 9000 held 0"]);
    expect((await journal(till, order.orderId)).filter((line) => line === "refunded 1500").length).toBe(6);
    expect((await events(till, order.orderId)).filter((line) => line === "paymentRefunded 1500").length).toBe(6);
    expect(await wrongBooks(till)).toEqual([]);
  });

  it("spends a gift card once when 50 orders want it", async () => {
    await using till = await openTill();
    const gift = await aGiftCard(till, "30.00");
    const orders = Array.from({ length: 50 }, () => asking([giftCard(gift.code)], { totalMinor: "1000" }));
    const answers = await Promise.all(
      orders.map(async (order) => {
        const { __typename } = await authorize(till, order);
        if (__typename === "PaymentStanding") await capture(till, order.orderId);
        return __typename;
      }),
    );
    expect(tally(answers)).toEqual({ PaymentStanding: 3, GiftCardNotUsable: 47 });
    expect(await cardBalance(till, gift.id)).toEqual([0n, 0n]);
    expect(await balances(till)).toEqual({ gift_cards_issued: 3_000n, sales: -3_000n });
  });

  it("ends with nothing kept when taking and letting go race", async () => {
    await using till = await openTill();
    const orders = Array.from({ length: 12 }, () => asking([card()]));
    await Promise.all(orders.map((order) => authorize(till, order)));
    const both = orders.flatMap(({ orderId }) => [capture(till, orderId), letGo(till, orderId)]);
    expect(tally(settled(await Promise.allSettled(both)))).toEqual({ fulfilled: 24 });
    for (const { orderId } of orders) {
      expect(["authorized 10000,voided", "authorized 10000,captured 10000,refunded 10000"]).toContain(
        String(await journal(till, orderId)),
      );
      expect(await till.db.refundPart.count({ where: { payment: { orderId }, status: "REQUESTED" } })).toBe(0);
    }
    expect(await wrongBooks(till)).toEqual([]);
    const { sales = 0n, refunds = 0n, authorized } = await balances(till);
    expect([sales + refunds, authorized]).toEqual([0n, undefined]);
  });

  it("ends with nothing held when asking and letting go race", async () => {
    await using till = await openTill();
    const orders = Array.from({ length: 12 }, () => asking([card()]));
    await Promise.all(orders.flatMap((order) => [authorize(till, order), letGo(till, order.orderId)]));
    await till.sweep("reconciliation");
    for (const { orderId } of orders) {
      expect(["", "authorized 10000,voided"]).toContain(String(await journal(till, orderId)));
      expect(await authorize(till, asking([card()], { orderId }))).toMatchObject({ __typename: "PaymentsOver" });
    }
    expect(await wrongBooks(till)).toEqual([]);
    expect(await balances(till)).toEqual({});
  });

  it("ends with nothing kept when giving back and letting go race", async () => {
    await using till = await openTill();
    const order = asking([card()]);
    await authorize(till, order);
    await capture(till, order.orderId);
    const refunds = Array.from({ length: 8 }, () => giveBack(till, order.orderId, "900", newId("key")));
    await Promise.all([...refunds.slice(0, 4), letGo(till, order.orderId), ...refunds.slice(4)]);
    await letGo(till, order.orderId);
    expect(await standings(till, order.orderId)).toEqual(["CARD CAPTURED captured 10000 refunded 10000 held 0"]);
    expect(await wrongBooks(till)).toEqual([]);
  });
});

describe("when answers are lost", { timeout: 60_000 }, () => {
  it("does each thing once, and the second try tells of the first", async () => {
    await using till = await openTill();
    const order = asking([card()]);
    await losesReply(till, "authorize", "capture", "refund");
    await expect(authorize(till, order)).rejects.toThrow("SERVICE_UNAVAILABLE");
    expect(await authorize(till, order)).toMatchObject({ status: "AUTHORIZED" });
    await expect(capture(till, order.orderId)).rejects.toThrow("SERVICE_UNAVAILABLE");
    expect(await capture(till, order.orderId)).toMatchObject({ status: "CAPTURED" });
    // It is owed from now on; that the answer was lost is not the shopper's concern.
    expect(await giveBack(till, order.orderId, "4000", "once")).toMatchObject({ amountMinor: "4000" });
    expect(await standings(till, order.orderId)).toEqual(["CARD CAPTURED captured 10000 refunded 0 held 0"]);
    await well(till);
    await giveBack(till, order.orderId, "4000", "once");
    expect(await journal(till, order.orderId)).toEqual(["authorized 10000", "captured 10000", "refunded 4000"]);
    expect(await events(till, order.orderId)).toEqual([
      "paymentAuthorized 10000",
      "paymentCaptured 10000",
      "paymentRefunded 4000",
      "refundCompleted 4000 Cancelled",
    ]);
  });

  it("lets go of what may have been promised", async () => {
    await using till = await openTill();
    const order = asking([card()]);
    await losesReply(till, "authorize", "void");
    await expect(authorize(till, order)).rejects.toThrow("SERVICE_UNAVAILABLE");
    await expect(letGo(till, order.orderId)).rejects.toThrow("SERVICE_UNAVAILABLE");
    expect(await letGo(till, order.orderId)).toMatchObject({ __typename: "PaymentsVoided" });
    expect(await journal(till, order.orderId)).toEqual(["authorized 10000", "voided"]);
    expect(await standings(till, order.orderId)).toEqual(["CARD VOIDED captured 0 refunded 0 held 0"]);
    expect(await balances(till)).toEqual({});
  });

  it("goes on by itself with what a request left in the middle", async () => {
    await using till = await openTill();
    const order = asking([card()]);
    await authorize(till, order);
    await capture(till, order.orderId);
    await till.sandbox.faults([{ call: "refund", fault: "unreachable", next: 1 }]);
    await giveBack(till, order.orderId, "4000");
    expect(await standings(till, order.orderId)).toEqual(["CARD CAPTURED captured 10000 refunded 0 held 0"]);
    till.clock.advance(11_000);
    await till.sweep("duePayments");
    expect(await standings(till, order.orderId)).toEqual(["CARD CAPTURED captured 10000 refunded 4000 held 0"]);
    expect(await till.db.payment.count({ where: { dueAt: { not: null } } })).toBe(0);
  });
});
