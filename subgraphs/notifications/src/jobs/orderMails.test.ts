import { cartAbandoned, orderCancelled, orderPaymentFailed, orderPlaced, refundCompleted } from "@madang/events";
import type { Mailbox } from "@madang/local";
import { type DataOf, defineEvent, type EventDefinition } from "@madang/service-kit";
import { ada, service, staff } from "@madang/testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { messageIdOf } from "../domain/mail.ts";
import { aCart, aMailbox, anOrder, aRefund, hears, mailOf, type Office, openOffice } from "../fixtures.ts";

let box: Mailbox;
let office: Office;
beforeAll(async () => {
  box = await aMailbox();
  office = await openOffice(box.smtpUrl);
});
afterAll(async () => {
  await office[Symbol.asyncDispose]();
  await box.stop();
});
beforeEach(() => box.clear());

/** The one mail that an event makes, as it arrived. */
async function arrives<E extends EventDefinition>(event: E, data: DataOf<E>, template: string) {
  const id = await hears(office, event, data);
  await mailOf(office, id, { status: "SENT", template, subjectId: event.subject(data) });
  const [mail, ...more] = await box.mails();
  expect(more).toEqual([]);
  expect(mail?.messageId).toBe(messageIdOf({ eventId: id, template, recipient: "ada@example.com" }, "madang.example"));
  await box.clear();
  return mail;
}

/** The text's lines without the empty ones. */
const linesOf = (mail: { readonly text: string } | undefined) => mail?.text.split("\n").filter((line) => line !== "");

/** Two lines with every amount that there can be; they add up to the total. */
const frozen = (more: object = {}) => {
  const [tea] = anOrder().lines;
  if (!tea) throw new Error("There is a line.");
  return anOrder({
    totalMinor: 4_120n,
    lines: [
      {
        ...tea,
        quantity: 2,
        unitPriceMinor: 1_500n,
        totalMinor: 3_000n,
        discountMinor: 300n,
        taxMinor: 540n,
        shippingMinor: 350n,
      },
      {
        ...tea,
        name: "Cup",
        quantity: 1,
        unitPriceMinor: 400n,
        totalMinor: 400n,
        discountMinor: 0n,
        taxMinor: 80n,
        shippingMinor: 50n,
      },
    ],
    ...more,
  });
};
const cancellation = (whole: boolean, amountMinor: bigint, more: object = {}) => ({
  ...frozen(),
  cancelledAt: new Date("2026-11-21T09:30:00Z"),
  reason: "Changed my mind",
  whole,
  cancelled: {
    amountMinor,
    lines: [
      {
        ...{ lineId: "order_line_x", variantId: "product_variant_x", sku: "TEA-1", name: "Green tea, 100 g" },
        ...{ quantity: 1, amountMinor, priceMinor: 1_500n },
      },
    ],
  },
  ...more,
});

describe("a mail about an order", () => {
  it("tells its amounts as they were frozen: subtotal, discount, shipping, tax", async () => {
    const english = await arrives(orderPlaced, frozen(), "order-placed");
    expect(linesOf(english)).toEqual([
      "Thank you for your order K7QX-2M4P. We have set everything aside for you.",
      "2 × Green tea, 100 g  £30.00",
      "1 × Cup  £4.00",
      "Subtotal  £34.00",
      "Discount  -£3.00",
      "Shipping  £4.00",
      "Tax  £6.20",
      "Total  £41.20",
      "If you chose to pay by invoice, you pay after delivery.",
    ]);
    expect(english?.html).toContain("<strong>£41.20</strong>");
    const korean = await arrives(orderPlaced, frozen({ locale: "ko-KR" }), "order-placed");
    expect(linesOf(korean)?.slice(3, 8)).toEqual([
      "상품 금액  £34.00",
      "할인  -£3.00",
      "배송비  £4.00",
      "세금  £6.20",
      "합계  £41.20",
    ]);
  });

  it("tells what was cancelled of it, and that the rest stays", async () => {
    const part = await arrives(orderCancelled, cancellation(false, 1_795n), "order-cancelled");
    expect(part?.subject).toBe("Part of your order K7QX-2M4P at Madang is cancelled");
    expect(linesOf(part)).toEqual([
      "Part of your order K7QX-2M4P is cancelled; the rest stays as it is. This is what we took out:",
      "1 × Green tea, 100 g  £17.95",
      "Cancelled  £17.95",
      "You need not pay for it. What you have paid for it already, you get back the way you paid it.",
    ]);
    const korean = await arrives(orderCancelled, cancellation(false, 1_795n, { locale: "ko" }), "order-cancelled");
    expect(korean?.subject).toBe("Madang 주문 K7QX-2M4P 부분 취소 안내");
    expect(linesOf(korean)).toContain("취소 금액  £17.95");
  });

  it("tells of a whole cancellation what it was, or what was left of it", async () => {
    const atOnce = await arrives(orderCancelled, cancellation(true, 4_120n), "order-cancelled");
    expect(atOnce?.subject).toBe("Your order K7QX-2M4P at Madang is cancelled");
    expect(linesOf(atOnce)).toEqual(expect.arrayContaining(["1 × Cup  £4.00", "Total  £41.20"]));
    const rest = await arrives(orderCancelled, cancellation(true, 1_795n), "order-cancelled");
    expect(linesOf(rest)?.slice(1, 3)).toEqual(["1 × Green tea, 100 g  £17.95", "Cancelled  £17.95"]);
    expect(linesOf(rest)).not.toContain("1 × Cup  £4.00");
  });

  it("reads a cancellation of the first version, which knew the whole order alone", async () => {
    const { whole: _, cancelled: __, ...order } = cancellation(true, 0n);
    const lines = order.lines.map(({ variantId, sku, name, quantity, unitPriceMinor, totalMinor }) => {
      return { variantId, sku, name, quantity, unitPriceMinor, totalMinor };
    });
    const first = defineEvent({
      type: orderCancelled.type,
      version: 1,
      data: z.looseObject({ orderId: z.string() }),
      subject: ({ orderId }) => orderId,
      subscribers: orderCancelled.subscribers,
    });
    const id = await hears(office, first, { ...order, lines, totalMinor: 3_400n });
    await mailOf(office, id, { status: "SENT", template: "order-cancelled" });
    const [mail] = await box.mails();
    expect(linesOf(mail)?.slice(1, 4)).toEqual(["2 × Green tea, 100 g  £30.00", "1 × Cup  £4.00", "Total  £34.00"]);
  });

  it.each([
    [
      "PAYMENT_DECLINED",
      false,
      ["could not be paid", "결제 실패"],
      "Your payment was declined. Your order K7QX-2M4P did not come about. This is what it was:",
    ],
    [
      "PAYMENT_NOT_CAPTURED",
      true,
      ["could not be paid", "결제 실패"],
      "Your payment could not be collected. We had confirmed your order K7QX-2M4P and have to give it up. This is what it was:",
    ],
    [
      "CHECKOUT_ABORTED",
      false,
      ["is cancelled", "취소"],
      "Your order K7QX-2M4P was cancelled before it was confirmed. This is what it was:",
    ],
    [
      "SOMETHING_NEW",
      false,
      ["could not be completed", "처리 불가"],
      "We could not complete your order. Your order K7QX-2M4P did not come about. This is what it was:",
    ],
  ])("says why it came to nothing: %s", async (reason, confirmed, [became, inKorean], text) => {
    const failed = { ...frozen(), failedAt: new Date(), reason, confirmed };
    const mail = await arrives(orderPaymentFailed, failed, "order-payment-failed");
    expect(mail?.subject).toBe(`Your order K7QX-2M4P at Madang ${became}`);
    expect(linesOf(mail)?.[0]).toBe(text);
    expect(linesOf(mail)?.slice(-2)).toEqual([
      "Total  £41.20",
      "We keep none of your money and hold nothing for this order. You are welcome to order again.",
    ]);
    const korean = await arrives(orderPaymentFailed, { ...failed, locale: "ko" }, "order-payment-failed");
    expect(korean?.subject).toBe(`Madang 주문 K7QX-2M4P ${inKorean} 안내`);
  });

  it("tells how much went back", async () => {
    const mail = await arrives(refundCompleted, aRefund(), "refund-completed");
    expect(mail?.subject).toBe("Refund for your order K7QX-2M4P at Madang");
    expect(linesOf(mail)?.[1]).toBe("Refund  £13.49");
    const won = await arrives(refundCompleted, aRefund({ locale: "ko", currency: "KRW" }), "refund-completed");
    expect(linesOf(won)?.[1]).toBe("환불 금액  ₩1,349");
  });
});

describe("a mail about a cart", () => {
  it("tells what is still in it, without prices and markup", async () => {
    const [tea] = aCart().lines;
    const lines = [...aCart().lines, { ...tea, name: '<a href="https://evil.example">', quantity: 2 }];
    const mail = await arrives(cartAbandoned, aCart({ lines }), "cart-abandoned");
    expect(mail?.subject).toBe("Your cart at Madang is still there");
    expect(linesOf(mail)?.map((line) => line.trimEnd())).toEqual([
      "This is still in your cart at Madang:",
      "3 × Green tea, 100 g",
      "1 × Cup",
      '2 × <a href="https://evil.example">',
      "Sign in to go on where you left off. If you no longer want it, you need not do anything.",
    ]);
    expect(mail?.html).not.toContain("<a ");
    const korean = await arrives(cartAbandoned, aCart({ locale: "ko-KR" }), "cart-abandoned");
    expect(korean?.subject).toBe("Madang 장바구니에 담아 두신 상품이 있습니다");
  });
});

describe("the mails about an order", () => {
  it("are told to the orders, oldest first, and to nobody else", async () => {
    const order = frozen();
    await arrives(orderPlaced, order, "order-placed");
    await arrives(orderCancelled, { ...cancellation(false, 100n), ...order }, "order-cancelled");
    await arrives(refundCompleted, aRefund({ orderId: order.orderId }), "refund-completed");
    const query = "query ($id: ID!) { mailsOf(subjectId: $id) { template status createdAt sentAt } }";
    const ask = (viewer: Parameters<Office["as"]>[0], id: string) => office.as(viewer).query(query, { id });
    const sent = { status: "SENT", createdAt: expect.any(String), sentAt: expect.any(String) };
    expect((await ask(service("orders"), order.orderId)).data).toEqual({
      mailsOf: ["order-placed", "order-cancelled", "refund-completed"].map((template) => ({ template, ...sent })),
    });
    expect((await ask(service("orders"), "order_x")).data).toEqual({ mailsOf: [] });
    for (const viewer of [ada, staff(["notifications:read"]), service("payments")])
      expect((await ask(viewer, order.orderId)).errors[0]?.extensions?.["code"]).toBe("FORBIDDEN");
  });
});
