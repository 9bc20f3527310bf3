import { newId } from "@madang/service-kit";
import { brian, staff } from "@madang/testkit";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { eventually, openTill, type Till } from "../fixtures/openTill.ts";

let till: Till;
beforeAll(async () => {
  till = await openTill();
  // A third of 10.00 is no whole penny.
  const rate = { channel: "default", country: "GB", currency: "GBP", rateMinor: 1_000n, freeFromMinor: null };
  await till.shop.has((db) => db.shippingRate.create({ data: rate }));
});
afterEach(() => till.rooms.reset());
afterAll(() => till[Symbol.asyncDispose]());

const placed = async () => {
  const viewer = await till.shopper(3);
  const order = await till.place(viewer);
  await eventually(async () => (await till.checkoutOf(order.id)).status !== "RUNNING");
  return { viewer, order, lineId: order.lines[0]?.id ?? "" };
};
const settled = (id: string) =>
  eventually(async () => {
    const running = await till.shop.db.kitProcess.count({ where: { subject: id, status: "RUNNING" } });
    return running === 0;
  });
/** Whatever waits in its cancellations looks again at that time at the latest. */
const looksAgain = (id: string, inMs: number) =>
  till.shop.db.kitProcess.updateMany({
    where: { subject: id, name: "cancellation", status: "RUNNING" },
    data: { dueAt: new Date(Date.now() + inMs) },
  });
const cancellations = (id: string) =>
  till.shop.db.kitProcess.count({ where: { subject: id, name: "cancellation", status: "RUNNING" } });
const refunds = () => till.rooms.askedBy("RefundPayments").map(({ input }) => Object(input).amountMinor);

describe("Cancelling pieces", () => {
  it("gives back what they bear, last ones first, with their stock, and all of it in the end", async () => {
    const { viewer, order, lineId } = await placed();
    expect(order).toMatchObject({ total: { amount: "47.50" }, shipping: { amount: "10.00" } });
    const key = {
      id: order.id,
      lines: [{ lineId, quantity: 1 }],
      reason: "One too many",
      idempotencyKey: newId("key"),
    };
    const first = await till.cancel(viewer, key);
    expect(first).toMatchObject({
      status: "CONFIRMED",
      cancelledTotal: { amount: "15.84" },
      lines: [{ quantity: 3, cancelledQuantity: 1 }],
    });
    expect(await till.cancel(viewer, key)).toEqual(first);
    expect(await till.cancel(viewer, { id: order.id, lines: [{ lineId, quantity: 1 }] })).toMatchObject({
      cancelledTotal: { amount: "31.67" },
    });
    expect(await till.cancel(staff(["orders:write"]), { id: order.id })).toMatchObject({
      status: "CANCELLED",
      cancelledTotal: { amount: "47.50" },
      nextStatuses: [],
      history: [
        { to: "PENDING" },
        { to: "CONFIRMED" },
        { from: "CONFIRMED", to: "CONFIRMED", actor: "SHOPPER", reason: "One too many" },
        { from: "CONFIRMED", to: "CONFIRMED", actor: "SHOPPER", reason: null },
        { from: "CONFIRMED", to: "CANCELLED", actor: "STAFF", reason: null },
      ],
    });
    await settled(order.id);
    expect(refunds()).toEqual(["1584", "1583", "1583"]);
    expect(new Set(till.rooms.askedBy("RefundPayments").map(({ input }) => Object(input).key)).size).toBe(3);
    expect(till.rooms.askedBy("ReturnStock")).toHaveLength(2);
    expect(till.rooms.askedBy("ReleaseReservation")).toEqual([{ key: order.id }]);
    const cancelled = (await till.told(order.id)).filter(({ type }) => type === "orders.orderCancelled");
    expect(cancelled).toMatchObject([
      {
        data: {
          whole: false,
          totalMinor: 4_750n,
          reason: "One too many",
          cancelled: { amountMinor: 1_584n, lines: [{ lineId, quantity: 1, amountMinor: 1_584n, priceMinor: 1_250n }] },
        },
      },
      { data: { whole: false, cancelled: { amountMinor: 1_583n } } },
      { data: { whole: true, cancelled: { amountMinor: 1_583n } } },
    ]);
  });

  it("of which there are not so many left is refused, for each of many who want the same at once but as many as fit", async () => {
    const { viewer, order, lineId } = await placed();
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => till.cancel(viewer, { id: order.id, lines: [{ lineId, quantity: 2 }] })),
    );
    expect(answers.filter(({ __typename }) => __typename === "Order")).toHaveLength(1);
    expect(answers.filter(({ __typename }) => __typename === "OrderLineNotCancellable")).toHaveLength(4);
    await settled(order.id);
    expect(refunds()).toEqual(["3167"]);
    expect(await till.cancel(viewer, { id: order.id, lines: [{ lineId, quantity: 2 }] })).toMatchObject({
      __typename: "OrderLineNotCancellable",
      lineId,
      cancellable: 1,
    });
  });

  it("refuses quantities and lines that are none, and moves nothing", async () => {
    const { viewer, order, lineId } = await placed();
    for (const [lines, path, code] of [
      [[{ lineId, quantity: 0 }], "lines.0.quantity", "TOO_SMALL"],
      [[{ lineId, quantity: -1 }], "lines.0.quantity", "TOO_SMALL"],
      [[{ lineId }, { lineId }], "lines", "DUPLICATE"],
      [[], "lines", "TOO_SHORT"],
    ] as const)
      expect(await till.cancel(viewer, { id: order.id, lines })).toMatchObject({
        __typename: "InvalidInput",
        fields: [{ path, code }],
      });
    for (const quantity of [1.5, 2 ** 31])
      await expect(till.cancel(viewer, { id: order.id, lines: [{ lineId, quantity }] })).rejects.toThrow(
        "BAD_USER_INPUT",
      );
    expect(await till.cancel(viewer, { id: order.id, lines: [{ lineId: "another's" }] })).toMatchObject({
      __typename: "OrderLineNotCancellable",
      cancellable: 0,
    });
    expect(await till.cancel(brian, { id: order.id, lines: [{ lineId }] })).toMatchObject({
      __typename: "OrderNotFound",
    });
    expect(await till.read(viewer, order.id)).toMatchObject({ cancelledTotal: { amount: "0.00" } });
    expect(refunds()).toEqual([]);
  });

  it("gives back what is left when the shopper's bank has taken some of it back before", async () => {
    const { viewer, order } = await placed();
    till.rooms.answers["RefundPayments"] = ({ input }) => ({
      refundPayments:
        Object(input).amountMinor === "4750"
          ? { __typename: "RefundExceedsPaid", refundableMinor: "100" }
          : { __typename: "PaymentsRefunded" },
    });
    expect(await till.cancel(viewer, { id: order.id })).toMatchObject({ status: "CANCELLED" });
    await settled(order.id);
    expect(refunds()).toEqual(["4750", "100"]);
  });

  it("gives that back once, also when the answer to it was lost", async () => {
    const { viewer, order } = await placed();
    const known = new Map<unknown, unknown>();
    till.rooms.answers["RefundPayments"] = ({ input }) => {
      const { key, amountMinor } = Object(input);
      const first = known.get(key);
      if (first !== undefined && first !== amountMinor)
        return { refundPayments: { __typename: "IdempotencyConflict" } };
      if (amountMinor === "4750")
        return { refundPayments: { __typename: "RefundExceedsPaid", refundableMinor: "100" } };
      known.set(key, amountMinor);
      throw new Error("lost");
    };
    expect(await till.cancel(viewer, { id: order.id })).toMatchObject({ status: "CANCELLED" });
    await settled(order.id);
    expect(refunds()).toEqual(["4750", "100", "4750"]);
    expect([...known.values()]).toEqual(["100"]);
  });
});

describe("Cancelling an order whose money is being taken", () => {
  it("waits until that is known: what was taken is given back", async () => {
    const viewer = await till.shopper(3);
    till.rooms.answers["CapturePayments"] = () => {
      throw new Error("out");
    };
    const { id } = await till.place(viewer);
    const key = { id, idempotencyKey: newId("key") };
    const unknown = expect(till.cancel(viewer, key)).rejects.toThrow("SERVICE_UNAVAILABLE");
    await eventually(async () => (await cancellations(id)) === 1);
    // Nothing is cancelled yet, but it will be: another wish has to wait.
    const refused = { __typename: "OrderNotCancellable", status: "CONFIRMED" };
    expect(await till.cancel(viewer, { id })).toMatchObject(refused);
    await unknown;
    expect(await till.cancel(viewer, { id })).toMatchObject(refused);
    expect(refunds()).toEqual([]);
    await looksAgain(id, 3_600_000);
    till.rooms.reset();
    await eventually(async () => (await till.checkoutOf(id)).status !== "RUNNING");
    // The money is taken, and the first wish has yet to hear of it.
    expect(await till.cancel(viewer, { id })).toMatchObject(refused);
    await looksAgain(id, 0);
    await settled(id);
    expect(await till.cancel(viewer, key)).toMatchObject({ status: "CANCELLED" });
    expect(refunds()).toEqual(["4750"]);
    expect(till.rooms.askedBy("ReleaseReservation")).toEqual([{ key: id }]);
  });

  it("is no answer either when it was confirmed just as it was given up", async () => {
    const viewer = await till.shopper(3);
    till.rooms.answers["CapturePayments"] = () => {
      throw new Error("out");
    };
    const { id } = await till.place(viewer);
    const becomes = (status: "PENDING" | "CONFIRMED") => till.shop.db.order.update({ where: { id }, data: { status } });
    // As whoever gives it up reads it, a moment before it is confirmed: too late for the checkout to turn back.
    await becomes("PENDING");
    const key = { id, idempotencyKey: newId("key") };
    const unknown = expect(till.cancel(viewer, key)).rejects.toThrow("SERVICE_UNAVAILABLE");
    await eventually(async () => (await cancellations(id)) === 1);
    await becomes("CONFIRMED");
    await unknown;
    till.rooms.reset();
    await settled(id);
    expect(await till.cancel(viewer, key)).toMatchObject({ status: "CANCELLED" });
    expect(refunds()).toEqual(["4750"]);
  });

  it("and what could not be taken is not given back: the order is none any more", async () => {
    const viewer = await till.shopper(3);
    till.rooms.answers["CapturePayments"] = () => {
      throw new Error("out");
    };
    const { id } = await till.place(viewer);
    const key = { id, idempotencyKey: newId("key") };
    await expect(till.cancel(viewer, key)).rejects.toThrow("SERVICE_UNAVAILABLE");
    till.rooms.answers["CapturePayments"] = () => ({ capturePayments: { __typename: "PaymentNotCaptured" } });
    await settled(id);
    expect(await till.cancel(viewer, key)).toMatchObject({
      __typename: "OrderNotCancellable",
      status: "PAYMENT_FAILED",
    });
    expect(refunds()).toEqual([]);
    expect((await till.told(id)).map(({ type }) => type)).toEqual(["orders.orderPlaced", "orders.orderPaymentFailed"]);
  });
});
