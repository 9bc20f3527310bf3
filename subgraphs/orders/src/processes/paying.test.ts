import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { eventually, openTill, type Till } from "../fixtures/openTill.ts";
import { bankAsks } from "../fixtures/otherRooms.ts";

let till: Till;
beforeAll(async () => {
  till = await openTill();
});
afterEach(() => till.rooms.reset());
afterAll(() => till[Symbol.asyncDispose]());

const card = { payments: [{ method: "CARD", token: "tok_secret" }] };
const ordersOf = `query ($r: [_Any!]!) { _entities(representations: $r) {
  ... on Account { orders(first: 5) { nodes { id status } } } } }`;
const problem =
  (__typename: string, more: object = {}) =>
  () => ({ authorizePayments: { __typename, ...more } });
const over = async (id: string) => {
  await eventually(async () => (await till.checkoutOf(id)).status !== "RUNNING");
  return till.checkoutOf(id);
};
/** Who was asked, in order; the first two are asked at once. */
const asked = () => {
  const names = till.rooms.asked.map(({ name }) => name);
  return [...names.slice(0, 2).sort(), ...names.slice(2)];
};
/** The order that was asked to be paid last. */
const lastAsked = () => {
  const input = Object(till.rooms.askedBy("AuthorizePayments").at(-1))["input"];
  return String(input.orderId);
};
const kept = async (id: string) => JSON.stringify(await till.checkoutOf(id));

describe("An order that is paid", () => {
  it("asks for stock and money, answers when it is final, and takes the money behind the answer", async () => {
    const viewer = await till.shopper();
    let capture: () => void = () => undefined;
    till.rooms.answers["CapturePayments"] = async () => {
      await new Promise<void>((resolve) => {
        capture = resolve;
      });
      return { capturePayments: { __typename: "PaymentStanding", status: "CAPTURED" } };
    };
    const order = await till.place(viewer, { paymentMethod: "INVOICE", expectedTotal: "25" });
    expect(order).toMatchObject({
      status: "CONFIRMED",
      total: { amount: "25.00" },
      paymentMethod: "INVOICE",
      nextStatuses: ["FULFILLED", "CANCELLED", "PAYMENT_FAILED"],
      history: [
        { from: null, to: "PENDING", actor: "SHOPPER", reason: null },
        { from: "PENDING", to: "CONFIRMED", actor: "SYSTEM", reason: null },
      ],
      checkout: { status: "SUCCEEDED", pollAfterMs: null, problem: null, nextAction: null },
    });
    expect((await till.checkoutOf(order.id)).status).toBe("RUNNING");
    await eventually(async () => till.rooms.askedBy("CapturePayments").length === 1);
    capture();
    expect((await over(order.id)).status).toBe("SUCCEEDED");
    expect(asked()).toEqual([
      "AccountEmail",
      "Channels",
      "Quote",
      "ReserveStock",
      "AuthorizePayments",
      "CommitReservation",
      "CapturePayments",
    ]);
    expect(till.rooms.askedBy("AuthorizePayments")).toMatchObject([
      { input: { orderId: order.id, totalMinor: "2500", payments: [{ method: "INVOICE", amountMinor: "2500" }] } },
    ]);
    expect(await till.told(order.id)).toMatchObject([{ type: "orders.orderPlaced", data: { totalMinor: 2_500n } }]);
  });

  it("waits for the shopper, tells what to do to whoever asks, and goes on when payments calls", async () => {
    const viewer = await till.shopper();
    till.rooms.answers["AuthorizePayments"] = () => bankAsks();
    const key = { ...card, idempotencyKey: "waits-for-the-bank" };
    const pending = await till.place(viewer, key);
    expect(pending).toMatchObject({
      status: "PENDING",
      checkout: {
        status: "ACTION_REQUIRED",
        pollAfterMs: 2_000,
        problem: null,
        nextAction: { type: "REDIRECT", redirectUrl: "https://bank.example/confirm" },
      },
    });
    expect(await till.read(viewer, pending.id)).toMatchObject({ checkout: { status: "ACTION_REQUIRED" } });
    expect(till.rooms.askedBy("CommitReservation")).toEqual([]);

    till.rooms.answers["AuthorizePayments"] = () => ({
      authorizePayments: { __typename: "PaymentStanding", status: "CAPTURED", nextAction: null },
    });
    await till.wake(pending.id);
    expect((await over(pending.id)).status).toBe("SUCCEEDED");
    expect(await till.place(viewer, key)).toMatchObject({
      id: pending.id,
      status: "CONFIRMED",
      paymentMethod: "CARD",
      checkout: { status: "SUCCEEDED", nextAction: null },
    });
    // What was taken already is not taken again; each time it was asked the same.
    expect(till.rooms.askedBy("CapturePayments")).toEqual([]);
    const [first, ...again] = till.rooms.askedBy("AuthorizePayments");
    for (const input of again) expect(input).toEqual(first);
    expect(await kept(pending.id)).not.toContain("tok_secret");
  });

  it("costs nothing to send but what the table of rates says", async () => {
    const rate = { channel: "default", country: "KR", currency: "KRW", rateMinor: 3_001n, freeFromMinor: 50_000n };
    await till.shop.has((db) => db.shippingRate.create({ data: rate }));
    const korean = { shippingAddress: { name: "Kim", lines: ["1"], city: "Seoul", country: "KR" } };
    const viewer = await till.shopper(3, { currency: "KRW" });
    expect(await till.place(viewer, korean)).toMatchObject({
      total: { amount: "40501" },
      shipping: { amount: "3001" },
      lines: [{ shipping: { amount: "3001" } }],
    });
    const rich = await till.shopper(4, { currency: "KRW" });
    expect(await till.place(rich, korean)).toMatchObject({ total: { amount: "50000" }, shipping: { amount: "0" } });
  });

  it("is paid in parts, which are told to payments in full; the rest is the open one's", async () => {
    const viewer = await till.shopper();
    const parts = [
      { method: "GIFT_CARD", amount: "10.00", giftCardCode: "ABCD-EFGH" },
      { method: "CARD", token: "tok_1" },
      { method: "BANK_TRANSFER", amount: "5.5" },
    ];
    expect(await till.place(viewer, { payments: parts })).toMatchObject({
      status: "CONFIRMED",
      paymentMethod: "GIFT_CARD",
    });
    expect(till.rooms.askedBy("AuthorizePayments")).toMatchObject([
      {
        input: {
          payments: [
            { method: "GIFT_CARD", amountMinor: "1000", giftCardCode: "ABCD-EFGH" },
            { method: "CARD", amountMinor: "950", token: "tok_1" },
            { method: "BANK_TRANSFER", amountMinor: "550" },
          ],
        },
      },
    ]);
  });
});

describe("An order that is not paid", () => {
  it("is refused with the part that was declined, keeps its row and its reason, and gives the cart back", async () => {
    const viewer = await till.shopper();
    till.rooms.answers["AuthorizePayments"] = problem("PaymentDeclined", {
      index: 1,
      declineCode: "insufficient_funds",
    });
    const key = {
      idempotencyKey: "declined-once",
      payments: [{ method: "GIFT_CARD", amount: "10.00" }, card.payments[0]],
    };
    expect(await till.place(viewer, key)).toMatchObject({
      __typename: "PaymentDeclined",
      code: "PAYMENT_DECLINED",
      index: 1,
      declineCode: "insufficient_funds",
    });
    const id = lastAsked();
    expect(await till.read(viewer, id)).toMatchObject({
      status: "PAYMENT_FAILED",
      nextStatuses: [],
      history: [
        { to: "PENDING" },
        { from: "PENDING", to: "PAYMENT_FAILED", actor: "SYSTEM", reason: "PAYMENT_DECLINED" },
      ],
      checkout: { status: "FAILED", pollAfterMs: null, problem: "PAYMENT_DECLINED" },
    });
    // Also what said no is let go of: a repeat of it may still be on its way.
    expect(till.rooms.askedBy("VoidPayments")).toEqual([{ orderId: id }]);
    expect(till.rooms.askedBy("ReleaseReservation")).toEqual([{ key: id }]);
    expect(await till.told(id)).toEqual([]);
    expect(await kept(id)).not.toContain("tok_secret");
    till.rooms.reset();
    expect(await till.place(viewer, key)).toMatchObject({ status: "CONFIRMED" });
  });

  it("for which there is no stock leaves none set aside, whenever a repeat of the question comes", async () => {
    const viewer = await till.shopper();
    till.rooms.answers["ReserveStock"] = () => ({
      reserveStock: { __typename: "InsufficientStock", variantId: "product_variant_1", available: 1 },
    });
    expect(await till.place(viewer, card)).toMatchObject({ __typename: "InsufficientStock" });
    const [asked] = till.rooms.askedBy("ReserveStock");
    expect(till.rooms.askedBy("ReleaseReservation")).toEqual([{ key: Object(asked?.["input"]).key }]);
    expect(till.rooms.askedBy("AuthorizePayments")).toEqual([]);
    expect(till.rooms.askedBy("VoidPayments")).toEqual([]);
  });

  it("in time is cancelled, and its shopper, who knows of it, is told", async () => {
    const viewer = await till.shopper();
    till.rooms.answers["AuthorizePayments"] = () => bankAsks();
    const key = { ...card, idempotencyKey: "expires-later" };
    const { id } = await till.place(viewer, key);
    till.rooms.answers["AuthorizePayments"] = problem("PaymentExpired");
    await till.wake(id);
    expect((await over(id)).status).toBe("REFUSED");
    // Whoever was told of the order is told what became of it.
    expect(await till.place(viewer, key)).toMatchObject({
      id,
      status: "CANCELLED",
      checkout: { status: "FAILED", problem: "PAYMENT_EXPIRED" },
    });
    expect(await till.told(id)).toMatchObject([
      { type: "orders.orderPaymentFailed", data: { reason: "PAYMENT_EXPIRED", confirmed: false } },
    ]);
    till.rooms.reset();
    expect(await till.place(viewer)).toMatchObject({ status: "CONFIRMED" });
  });

  it("since nobody knows whether it was lets go of whatever was promised", async () => {
    const viewer = await till.shopper();
    till.rooms.answers["AuthorizePayments"] = () => {
      throw new Error("out");
    };
    expect(await till.place(viewer, card)).toMatchObject({ __typename: "OrderNotPlaced" });
    const id = lastAsked();
    expect(till.rooms.askedBy("VoidPayments")).toEqual([{ orderId: id }]);
    expect(till.rooms.askedBy("ReleaseReservation")).toEqual([{ key: id }]);
    expect(await till.read(viewer, id)).toMatchObject({
      status: "CANCELLED",
      checkout: { problem: "ORDER_NOT_PLACED" },
    });
    expect(await kept(id)).not.toContain("tok_secret");
  });

  it("although its call was answered before that was known is told to its shopper, who sees it", async () => {
    await using slow = await openTill({ PROCESS_DEADLINE_MS: "500" });
    const viewer = await slow.shopper();
    let decline: () => void = () => undefined;
    slow.rooms.answers["AuthorizePayments"] = async () => {
      await new Promise<void>((resolve) => {
        decline = resolve;
      });
      return { authorizePayments: { __typename: "PaymentDeclined", index: 0, declineCode: "card_declined" } };
    };
    const { id, status } = await slow.place(viewer, card);
    expect(status).toBe("PENDING");
    decline();
    await eventually(async () => (await slow.checkoutOf(id)).status === "REFUSED");
    expect(await slow.told(id)).toMatchObject([
      { type: "orders.orderPaymentFailed", data: { reason: "PAYMENT_DECLINED", confirmed: false } },
    ]);
    const r = [{ __typename: "Account", id: viewer.accountId }];
    expect((await slow.shop.as(viewer).query(ordersOf, { r })).data).toEqual({
      _entities: [{ orders: { nodes: [{ id, status: "PAYMENT_FAILED" }] } }],
    });
  });

  it("after all, when it was confirmed, is undone as a whole and told", async () => {
    const viewer = await till.shopper();
    till.rooms.answers["CapturePayments"] = () => ({ capturePayments: { __typename: "PaymentNotCaptured" } });
    const { id, status } = await till.place(viewer, card);
    expect(status).toBe("CONFIRMED");
    expect((await over(id)).status).toBe("REFUSED");
    expect(await till.read(viewer, id)).toMatchObject({
      status: "PAYMENT_FAILED",
      history: [{}, {}, { from: "CONFIRMED", to: "PAYMENT_FAILED", actor: "SYSTEM", reason: "PAYMENT_NOT_CAPTURED" }],
      checkout: { status: "FAILED", problem: "PAYMENT_NOT_CAPTURED" },
    });
    expect(await till.told(id)).toMatchObject([
      { type: "orders.orderPlaced" },
      { type: "orders.orderPaymentFailed", data: { reason: "PAYMENT_NOT_CAPTURED", confirmed: true } },
    ]);
    expect(till.rooms.askedBy("VoidPayments")).toEqual([{ orderId: id }]);
    expect(till.rooms.askedBy("ReleaseReservation")).toEqual([{ key: id }]);
    await expect(till.place(viewer)).resolves.toMatchObject({ __typename: "CartNotFound" });
  });

  it("is not given up because payments is away when the money is to be taken", async () => {
    const viewer = await till.shopper();
    till.rooms.answers["CapturePayments"] = () => {
      throw new Error("out");
    };
    const { id } = await till.place(viewer, card);
    await eventually(async () => till.rooms.askedBy("CapturePayments").length > 6);
    expect(await till.read(viewer, id)).toMatchObject({ status: "CONFIRMED" });
    till.rooms.reset();
    expect((await over(id)).status).toBe("SUCCEEDED");
  });

  it("costs another total than was shown", async () => {
    const viewer = await till.shopper();
    expect(await till.place(viewer, { expectedTotal: "24.99" })).toMatchObject({
      __typename: "PriceChanged",
      total: { amount: "25.00", currency: "GBP" },
    });
    expect(asked()).toEqual(["AccountEmail", "Channels", "Quote"]);
    expect(await till.place(viewer, { expectedTotal: "25.00" })).toMatchObject({ status: "CONFIRMED" });
  });

  it("is refused when it is more than money can say", async () => {
    const viewer = await till.shopper(1_000);
    till.rooms.answers["Quote"] = ({ variantIds, currency }) => ({
      quote: (variantIds as string[]).map((variantId) => ({
        variantId,
        sku: "YACHT",
        name: "Yacht",
        unitPrice: { amount: "9999999999999.99", currency },
      })),
    });
    expect(await till.place(viewer)).toMatchObject({
      __typename: "InvalidInput",
      fields: [{ path: "lines", code: "TOO_LARGE" }],
    });
    expect(till.rooms.askedBy("ReserveStock")).toEqual([]);
  });

  it("although its call was answered before there was an order: the same call says so from then on", async () => {
    await using slow = await openTill({ PROCESS_DEADLINE_MS: "300" });
    const viewer = await slow.shopper();
    let answer: () => void = () => undefined;
    slow.rooms.answers["Quote"] = async () => {
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
      throw new Error("out");
    };
    const key = { idempotencyKey: "too-slow-to-price" };
    await expect(slow.place(viewer, key)).rejects.toThrow("SERVICE_UNAVAILABLE");
    answer();
    await eventually(async () => (await slow.shop.db.kitProcess.count({ where: { status: "RUNNING" } })) === 0);
    expect(await slow.place(viewer, key)).toMatchObject({ __typename: "OrderNotPlaced", code: "ORDER_NOT_PLACED" });
    expect(await slow.shop.db.order.count()).toBe(0);
    slow.rooms.reset();
    expect(await slow.place(viewer)).toMatchObject({ __typename: "Order" });
  });
});
