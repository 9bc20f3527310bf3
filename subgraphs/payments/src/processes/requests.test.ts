import { newId } from "@madang/service-kit";
import { ada } from "@madang/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asking, authorize, capture, card, giftCard, giveBack, invoice, letGo, transfer } from "../fixtures/asking.ts";
import { aGiftCard, balances, cardBalance, events, journal, standings, wrongBooks } from "../fixtures/books.ts";
import { openTill, type Till } from "../fixtures/openTill.ts";

describe("asking for payments", { timeout: 60_000 }, () => {
  let till: Till;
  beforeAll(async () => {
    till = await openTill();
  }, 60_000);
  afterAll(() => till[Symbol.asyncDispose]());

  it("splits an order over several methods, each bearing its part", async () => {
    const gift = await aGiftCard(till);
    const order = asking([giftCard(gift.code, { amountMinor: "3000" }), card(), invoice({ amountMinor: "2000" })]);
    expect(await authorize(till, order)).toMatchObject({ status: "AUTHORIZED" });
    expect(await capture(till, order.orderId)).toMatchObject({ status: "CAPTURED" });
    expect(await standings(till, order.orderId)).toEqual([
      "GIFT_CARD CAPTURED captured 3000 refunded 0 held 0",
      "CARD CAPTURED captured 5000 refunded 0 held 0",
      "INVOICE AUTHORIZED captured 0 refunded 0 held 2000",
    ]);
    // Card first, then what the invoice would have asked for, the gift card last.
    await giveBack(till, order.orderId, "7500");
    expect(await standings(till, order.orderId)).toEqual([
      "GIFT_CARD CAPTURED captured 3000 refunded 500 held 0",
      "CARD CAPTURED captured 5000 refunded 5000 held 0",
      "INVOICE VOIDED captured 0 refunded 0 held 0",
    ]);
    expect((await events(till, order.orderId)).at(-1)).toBe("refundCompleted 5500 Cancelled");
  });

  it("lets go of everything when one part is declined, and says the same again", async () => {
    const gift = await aGiftCard(till);
    const order = asking([
      giftCard(gift.code, { amountMinor: "3000" }),
      card("tok_ok", { amountMinor: "3000" }),
      card("tok_insufficient_funds"),
    ]);
    const declined = {
      __typename: "PaymentDeclined",
      code: "PAYMENT_DECLINED",
      message: expect.any(String),
      index: 2,
      declineCode: "insufficient_funds",
    };
    expect(await authorize(till, order)).toEqual(declined);
    expect(await authorize(till, order)).toEqual(declined);
    expect(await standings(till, order.orderId)).toEqual([
      "GIFT_CARD VOIDED captured 0 refunded 0 held 0",
      "CARD VOIDED captured 0 refunded 0 held 0",
      "CARD DECLINED captured 0 refunded 0 held 0",
    ]);
    expect(await cardBalance(till, gift.id)).toEqual([5_000n, 0n]);
    expect(await journal(till, order.orderId)).toEqual(["authorized 3000", "declined", "voided"]);
    expect(await events(till, order.orderId)).toEqual([
      "paymentAuthorized 3000",
      "paymentAuthorized 3000",
      "paymentFailed 4000 DECLINED",
    ]);
    expect(await capture(till, order.orderId)).toMatchObject({ __typename: "PaymentNotCaptured" });
  });

  it("asks once however often it is told to, and at once", async () => {
    const order = asking([card()]);
    const answers = await Promise.all(Array.from({ length: 5 }, () => authorize(till, order)));
    expect(answers.map(({ status }) => status)).toEqual(Array(5).fill("AUTHORIZED"));
    await Promise.all(Array.from({ length: 5 }, () => capture(till, order.orderId)));
    expect(await journal(till, order.orderId)).toEqual(["authorized 10000", "captured 10000"]);
    expect(await events(till, order.orderId)).toEqual(["paymentAuthorized 10000", "paymentCaptured 10000"]);
    const other = { ...order, totalMinor: "9000" };
    expect(await authorize(till, other)).toMatchObject({ __typename: "IdempotencyConflict" });
  });

  it("takes a shopper through the page of the bank", async () => {
    const order = asking([card("tok_3ds")]);
    const { nextAction } = await authorize(till, order);
    expect(nextAction).toMatchObject({ type: "REDIRECT", redirectUrl: expect.stringContaining("/pay/") });
    expect(await capture(till, order.orderId)).toMatchObject({ __typename: "PaymentNotCaptured" });
    const [payment] = await till.db.payment.findMany({ where: { orderId: order.orderId } });
    await fetch(`${till.sandbox.url}/pay/${payment?.providerRef}/approve`, { method: "POST", redirect: "manual" });
    expect(await authorize(till, order)).toMatchObject({ status: "AUTHORIZED", nextAction: null });
  });

  it("asks for nothing when the payments are over, however late it is told to", async () => {
    const order = asking([card()]);
    expect(await letGo(till, order.orderId)).toMatchObject({ __typename: "PaymentsVoided" });
    expect(await letGo(till, order.orderId)).toMatchObject({ __typename: "PaymentsVoided" });
    expect(await authorize(till, order)).toMatchObject({ __typename: "PaymentsOver" });
    expect(await capture(till, order.orderId)).toMatchObject({ __typename: "PaymentsOver" });
    expect(await giveBack(till, order.orderId, "1")).toMatchObject({
      __typename: "RefundExceedsPaid",
      refundableMinor: "0",
    });
    expect(await standings(till, order.orderId)).toEqual([]);
  });

  it("gives back in full what was taken when it is let go", async () => {
    const gift = await aGiftCard(till);
    const order = asking([giftCard(gift.code, { amountMinor: "3000" }), card()]);
    await authorize(till, order);
    await capture(till, order.orderId);
    await giveBack(till, order.orderId, "1000");
    await letGo(till, order.orderId);
    await letGo(till, order.orderId);
    expect(await standings(till, order.orderId)).toEqual([
      "GIFT_CARD CAPTURED captured 3000 refunded 3000 held 0",
      "CARD CAPTURED captured 7000 refunded 7000 held 0",
    ]);
    expect(await cardBalance(till, gift.id)).toEqual([5_000n, 0n]);
    expect(await journal(till, order.orderId)).toEqual([
      "authorized 7000",
      "captured 7000",
      "refunded 1000",
      "refunded 6000",
    ]);
  });

  it("keeps nothing when a capture fails for good", async () => {
    const gift = await aGiftCard(till);
    const order = asking([giftCard(gift.code, { amountMinor: "3000" }), card("tok_capture_fails")]);
    expect(await authorize(till, order)).toMatchObject({ status: "AUTHORIZED" });
    expect(await capture(till, order.orderId)).toMatchObject({ __typename: "PaymentNotCaptured" });
    expect(await letGo(till, order.orderId)).toMatchObject({ __typename: "PaymentsVoided" });
    expect(await balances(till, order.orderId)).toEqual({});
    expect(await cardBalance(till, gift.id)).toEqual([5_000n, 0n]);
    expect((await events(till, order.orderId)).at(-1)).toBe("paymentFailed 7000 CAPTURE_FAILED");
  });

  it("takes less when a part is given up before it is taken", async () => {
    const order = asking([card()]);
    await authorize(till, order);
    expect(await giveBack(till, order.orderId, "2500")).toMatchObject({ amountMinor: "2500" });
    await capture(till, order.orderId);
    expect(await standings(till, order.orderId)).toEqual(["CARD CAPTURED captured 7500 refunded 0 held 0"]);
    expect(await journal(till, order.orderId)).toEqual(["authorized 10000", "captured 7500"]);
  });

  it("repeats a refund under its key once, and refuses more than was paid", async () => {
    const order = asking([card()]);
    await authorize(till, order);
    await capture(till, order.orderId);
    await giveBack(till, order.orderId, "6000", "first");
    expect(await giveBack(till, order.orderId, "6000", "first")).toMatchObject({ amountMinor: "6000" });
    expect(await giveBack(till, order.orderId, "5000", "first")).toMatchObject({ __typename: "IdempotencyConflict" });
    expect(await giveBack(till, order.orderId, "4001")).toMatchObject({
      __typename: "RefundExceedsPaid",
      refundableMinor: "4000",
    });
    expect(await giveBack(till, order.orderId, "100", "other", "KRW")).toMatchObject({
      __typename: "RefundExceedsPaid",
    });
    expect(await journal(till, order.orderId)).toEqual(["authorized 10000", "captured 10000", "refunded 6000"]);
  });

  it("keeps a card for its account alone", async () => {
    const { accountId } = ada;
    const saving = asking([card("tok_ok", { save: true })], { accountId });
    await authorize(till, saving);
    const [saved] = await till.db.savedMethod.findMany({ where: { accountId } });
    expect(saved).toMatchObject({ brand: "visa", last4: "4242", provider: "sandbox" });
    const again = { method: "CARD", savedMethodId: saved?.id ?? "" };
    expect(await authorize(till, asking([again], { accountId }))).toMatchObject({ status: "AUTHORIZED" });
    for (const stranger of [null, newId("account")])
      expect(await authorize(till, asking([again], { accountId: stranger }))).toMatchObject({
        __typename: "PaymentMethodNotFound",
      });
    const remove = "mutation ($id: ID!) { removePaymentMethod(id: $id) { __typename } }";
    expect(await till.as(ada).query(remove, { id: saved?.id })).toMatchObject({
      data: { removePaymentMethod: { __typename: "PaymentMethodRemoved" } },
    });
    expect(await authorize(till, asking([again], { accountId }))).toMatchObject({
      __typename: "PaymentMethodNotFound",
    });
  });

  it("spends store credit from what ends first, and nobody else's", async () => {
    const accountId = newId("account");
    const late = await aGiftCard(till, "80.00", { accountId });
    const soon = await aGiftCard(till, "30.00", { accountId, expiresAt: new Date(Date.now() + 86_400_000) });
    const order = asking([{ method: "GIFT_CARD" }], { accountId });
    expect(await authorize(till, order)).toMatchObject({ status: "AUTHORIZED" });
    expect([await cardBalance(till, soon.id), await cardBalance(till, late.id)]).toEqual([
      [3_000n, 3_000n],
      [8_000n, 7_000n],
    ]);
    await letGo(till, order.orderId);
    expect([await cardBalance(till, soon.id), await cardBalance(till, late.id)]).toEqual([
      [3_000n, 0n],
      [8_000n, 0n],
    ]);
    const stranger = asking([giftCard(late.code, { amountMinor: "1000" }), invoice()], { accountId: newId("account") });
    expect(await authorize(till, stranger)).toMatchObject({ __typename: "GiftCardNotUsable", index: 0 });
  });

  it.each([
    ["no such code", () => "ABCDE-ABCDE-ABCDE-ABCDE", {}],
    ["too little on it", async () => (await aGiftCard(till, "99.99")).code, {}],
    ["another currency", async () => (await aGiftCard(till, "150.00")).code, { currency: "USD" }],
  ])("refuses a gift card: %s", async (_, code, more) => {
    const order = asking([giftCard(await code())], more);
    expect(await authorize(till, order)).toMatchObject({ __typename: "GiftCardNotUsable", index: 0 });
    expect(await till.db.orderPayments.count({ where: { orderId: order.orderId } })).toBe(0);
  });

  it.each([
    [[card("4242 4242 4242 4242")], {}, "payments.0.token", "NOT_ALLOWED"],
    [[giftCard("tok4242424242424242")], {}, "payments.0.giftCardCode", "NOT_ALLOWED"],
    [[card()], { returnUrl: "https://shop.example/?pan=4242-4242%204242+4242" }, "returnUrl", "NOT_ALLOWED"],
    [[card("tok_ok", { amountMinor: "12.5" })], {}, "payments.0.amountMinor", "WRONG_FORMAT"],
    [[card("tok_ok", { amountMinor: "-1" })], {}, "payments.0.amountMinor", "WRONG_FORMAT"],
    [[card("tok_ok", { amountMinor: "0" })], {}, "payments.0.amountMinor", "TOO_SMALL"],
    [[card("tok_ok", { amountMinor: "9999999999999999999" })], {}, "payments.0.amountMinor", "TOO_LARGE"],
    [[card()], { totalMinor: "1000000000000001" }, "totalMinor", "TOO_LARGE"],
    [[card("tok_ok", { amountMinor: "9999" })], {}, "payments", "TOO_SMALL"],
    [[card("tok_ok", { amountMinor: "10001" })], {}, "payments", "TOO_LARGE"],
    [[card("tok_ok", { amountMinor: "10000" }), invoice()], {}, "payments.1.amountMinor", "TOO_SMALL"],
    [[card(), invoice()], {}, "payments.1.amountMinor", "REQUIRED"],
    [[], {}, "payments", "TOO_SMALL"],
    [[invoice()], { totalMinor: "0" }, "payments.0.amountMinor", "TOO_SMALL"],
    [[{ method: "CARD" }], {}, "payments.0.token", "REQUIRED"],
    [[card("tok_ok", { save: true })], {}, "payments.0.save", "NOT_ALLOWED"],
    [[transfer({ token: "tok_ok" })], {}, "payments.0.token", "NOT_ALLOWED"],
    [[card()], { orderId: "order_1" }, "orderId", "WRONG_FORMAT"],
  ])("refuses %j %j", async (parts, more, path, code) => {
    const order = asking(parts, more);
    expect(await authorize(till, order)).toMatchObject({ __typename: "InvalidInput", fields: [{ path, code }] });
    expect(await till.db.orderPayments.count({ where: { orderId: order.orderId } })).toBe(0);
  });

  it("needs no payment for nothing, and none when time is up", async () => {
    expect(await authorize(till, asking([], { totalMinor: "0" }))).toMatchObject({ status: "CAPTURED" });
    const late = asking([card()], { expiresAt: new Date(Date.now() - 1_000).toISOString() });
    expect(await authorize(till, late)).toMatchObject({ __typename: "PaymentExpired" });
    expect(await till.db.orderPayments.count({ where: { orderId: late.orderId } })).toBe(0);
  });

  it("leaves books that add up", async () => expect(await wrongBooks(till)).toEqual([]));
});
