import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asking, authorize, capture, card, giftCard, giveBack, invoice, letGo, transfer } from "../fixtures/asking.ts";
import {
  aGiftCard,
  balances,
  bookings,
  cardBalance,
  events,
  journal,
  standings,
  wrongBooks,
} from "../fixtures/books.ts";
import { openTill, type Till } from "../fixtures/openTill.ts";

describe("each way to pay", { timeout: 60_000 }, () => {
  let till: Till;
  beforeAll(async () => {
    till = await openTill();
  }, 60_000);
  afterAll(() => till[Symbol.asyncDispose]());

  it("has a card authorized, taken with its fee, and given back", async () => {
    const order = asking([card()]);
    expect(await authorize(till, order)).toEqual({
      __typename: "PaymentStanding",
      status: "AUTHORIZED",
      nextAction: null,
    });
    expect(await balances(till, order.orderId)).toEqual({ authorized: 10_000n, authorizations: -10_000n });
    expect(await capture(till, order.orderId)).toEqual({
      __typename: "PaymentStanding",
      status: "CAPTURED",
      nextAction: null,
    });
    expect(await capture(till, order.orderId)).toMatchObject({ status: "CAPTURED" });
    expect(await giveBack(till, order.orderId, "4000")).toEqual({
      __typename: "PaymentsRefunded",
      orderId: order.orderId,
      amountMinor: "4000",
    });
    expect(await standings(till, order.orderId)).toEqual(["CARD CAPTURED captured 10000 refunded 4000 held 0"]);
    expect(await balances(till, order.orderId)).toEqual({
      fees: 160n,
      "provider:sandbox": 5_840n,
      refunds: 4_000n,
      sales: -10_000n,
    });
    expect(await events(till, order.orderId)).toEqual([
      "paymentAuthorized 10000",
      "paymentCaptured 10000",
      "paymentRefunded 4000",
      "refundCompleted 4000 Cancelled",
    ]);
    expect(await journal(till, order.orderId)).toEqual(["authorized 10000", "captured 10000", "refunded 4000"]);
  });

  it("has an invoice stand until it is let go", async () => {
    const order = asking([invoice()]);
    expect(await authorize(till, order)).toMatchObject({ status: "CAPTURED" });
    expect(await balances(till, order.orderId)).toEqual({ authorizations: -10_000n, "receivables:invoices": 10_000n });
    expect(await capture(till, order.orderId)).toMatchObject({ status: "CAPTURED" });
    expect(await letGo(till, order.orderId)).toEqual({ __typename: "PaymentsVoided", orderId: order.orderId });
    expect(await standings(till, order.orderId)).toEqual(["INVOICE VOIDED captured 0 refunded 0 held 0"]);
    expect(await balances(till, order.orderId)).toEqual({});
    expect(await events(till, order.orderId)).toEqual(["paymentAuthorized 10000"]);
  });

  it("holds a gift card, takes it, and puts back onto it", async () => {
    const gift = await aGiftCard(till, "150.00");
    const order = asking([giftCard(gift.code.toLowerCase().replaceAll("-", " "))]);
    expect(await authorize(till, order)).toMatchObject({ status: "AUTHORIZED" });
    expect(await cardBalance(till, gift.id)).toEqual([15_000n, 10_000n]);
    expect(await capture(till, order.orderId)).toMatchObject({ status: "CAPTURED" });
    expect(await cardBalance(till, gift.id)).toEqual([5_000n, 0n]);
    await giveBack(till, order.orderId, "2500");
    expect(await cardBalance(till, gift.id)).toEqual([7_500n, 0n]);
    expect(await bookings(till, order.orderId)).toEqual([
      "AUTHORIZATION authorized 10000",
      "CAPTURE gift_cards 10000",
      "REFUND refunds 2500",
    ]);
  });

  it("gives a transfer an account to pay to, and takes what comes in", async () => {
    const order = asking([transfer()]);
    const first = await authorize(till, order);
    expect(first).toMatchObject({
      status: "ACTION_REQUIRED",
      nextAction: {
        type: "BANK_TRANSFER",
        accountNumber: expect.stringMatching(/\d/),
        amountMinor: "10000",
        currency: "GBP",
      },
    });
    const [payment] = await till.db.payment.findMany({ where: { orderId: order.orderId } });
    await till.sandbox.call("POST", `/v1/test/payments/${payment?.providerRef}/deposit`, { amount: 10_000 });
    // Nobody was told: asking again looks.
    expect(await authorize(till, order)).toMatchObject({ status: "CAPTURED" });
    expect(await events(till, order.orderId)).toEqual(["paymentCaptured 10000"]);
  });

  it("leaves books that add up", async () => expect(await wrongBooks(till)).toEqual([]));
});
