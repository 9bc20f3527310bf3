import { newId, type Viewer } from "@madang/service-kit";
import { brian, guest, staff } from "@madang/testkit";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { issueInvoices } from "../actions/issueInvoices.ts";
import { anOrder } from "../fixtures/anOrder.ts";
import { eventually, openTill, type Till } from "../fixtures/openTill.ts";
import { bankAsks } from "../fixtures/otherRooms.ts";

let till: Till;
beforeAll(async () => {
  till = await openTill();
});
afterEach(() => till.rooms.reset());
afterAll(() => till[Symbol.asyncDispose]());

const clerk = staff(["orders:read", "orders:write"]);
const steer = (field: string) => `mutation ($orderId: ID!) { ${field}(orderId: $orderId) {
  __typename ... on Problem { code } ... on Order { id status } } }`;
const looked = `query ($id: ID!) { order(id: $id) { status
  checkout { status steps { name status attempts startedAt error compensated } }
  timeline { missing entries { at room kind name detail } } } }`;

interface Looked {
  readonly order: {
    readonly status: string;
    readonly checkout: { readonly steps: readonly { readonly name: string; readonly status: string }[] };
    readonly timeline: {
      readonly missing: string[];
      readonly entries: readonly { readonly [field: string]: string }[];
    };
  };
}

const steered = async (field: string, orderId: string, viewer: Viewer = clerk) => {
  const { data, errors } = await till.shop.as(viewer).query(steer(field), { orderId });
  return data?.[field] ?? errors[0]?.extensions?.["code"];
};
const look = async (id: string) => {
  const { data, errors } = await till.shop.as(clerk).query<Looked>(looked, { id });
  if (!data) throw new Error(JSON.stringify(errors));
  return data.order;
};
const over = (id: string) => eventually(async () => (await till.checkoutOf(id)).status !== "RUNNING");

describe("A checkout that waits", () => {
  it("is shown to staff step by step, and given up by them: everything is undone", async () => {
    till.rooms.answers["AuthorizePayments"] = () => bankAsks();
    const viewer = await till.shopper();
    const { id } = await till.place(viewer, { payments: [{ method: "CARD", token: "tok_secret" }] });
    const { checkout } = await look(id);
    expect(checkout.steps.map(({ name, status }) => `${name} ${status}`)).toEqual([
      "hold DONE",
      "quote DONE",
      "draft DONE",
      "reserve DONE",
      "authorize AWAITING",
      "commit WAITING",
      "confirm WAITING",
      "capture WAITING",
    ]);
    expect(await steered("abortCheckout", id)).toMatchObject({ __typename: "Order", id });
    await over(id);
    const undone = await look(id);
    expect(undone.status).toBe("CANCELLED");
    expect(undone.checkout.steps.map(({ status }) => status)).toEqual([
      ...["UNDONE", "UNDONE", "UNDONE", "UNDONE", "UNDONE"],
      ...["WAITING", "WAITING", "WAITING"],
    ]);
    expect(till.rooms.askedBy("VoidPayments")).toEqual([{ orderId: id }]);
    expect(till.rooms.askedBy("ReleaseReservation")).toEqual([{ key: id }]);
    expect(await till.read(viewer, id)).toMatchObject({
      checkout: { status: "FAILED", problem: "CHECKOUT_ABORTED" },
      history: [{ to: "PENDING" }, { to: "CANCELLED", actor: "STAFF", reason: "CHECKOUT_ABORTED" }],
    });
    expect(JSON.stringify(await till.checkoutOf(id))).not.toContain("tok_secret");
    till.rooms.reset();
    expect(await till.place(viewer)).toMatchObject({ status: "CONFIRMED" });
  });

  it("is given up by its shopper and nobody else, who may say so twice and then orders again", async () => {
    till.rooms.answers["AuthorizePayments"] = () => bankAsks();
    const viewer = await till.shopper();
    const { id } = await till.place(viewer, { paymentMethod: "BANK_TRANSFER" });
    expect(await till.cancel(brian, { id })).toMatchObject({ __typename: "OrderNotFound" });
    expect(await till.cancel(viewer, { id, lines: [{ lineId: "line_1" }] })).toMatchObject({
      __typename: "OrderNotCancellable",
      status: "PENDING",
    });
    for (const [wrong, path] of [
      [{ idempotencyKey: "x" }, "idempotencyKey"],
      [{ reason: "x".repeat(201) }, "reason"],
    ] as const)
      expect(await till.cancel(viewer, { id, ...wrong })).toMatchObject({
        __typename: "InvalidInput",
        fields: [{ path }],
      });
    expect((await till.checkoutOf(id)).status).toBe("RUNNING");
    const [once, twice] = [newId("key"), newId("key")].map((idempotencyKey) => ({
      ...{ id, idempotencyKey, reason: "Too dear" },
    }));
    if (!once || !twice) throw new Error("There are two keys.");
    const begun = () => till.shop.db.kitProcess.count({ where: { name: "cancellation", subject: id } });
    till.rooms.answers["VoidPayments"] = async () => {
      await eventually(async () => (await begun()) === 2);
      return { voidPayments: { __typename: "PaymentsVoided" } };
    };
    const given = await Promise.all([till.cancel(viewer, once), till.cancel(viewer, twice), till.cancel(viewer, once)]);
    for (const told of [...given, await till.cancel(viewer, once)])
      expect(told).toMatchObject({
        ...{ __typename: "Order", id, status: "CANCELLED", cancelledTotal: { amount: "0.00" } },
        history: [
          { from: null, to: "PENDING", actor: "SHOPPER", reason: null },
          { from: "PENDING", to: "CANCELLED", actor: "SHOPPER", reason: "Too dear" },
        ],
        checkout: { status: "FAILED", problem: "CHECKOUT_ABORTED" },
      });
    expect(await till.cancel(viewer, { ...once, reason: "Another" })).toMatchObject({
      __typename: "IdempotencyConflict",
    });
    expect(await till.told(id)).toMatchObject([
      { type: "orders.orderPaymentFailed", data: { reason: "CHECKOUT_ABORTED", confirmed: false } },
    ]);
    expect(await till.cancel(viewer, { id })).toMatchObject({ __typename: "OrderNotCancellable", status: "CANCELLED" });
    expect(till.rooms.askedBy("VoidPayments")).toEqual([{ orderId: id }]);
    expect(till.rooms.askedBy("ReleaseReservation")).toEqual([{ key: id }]);
    for (const none of ["ReturnStock", "RefundPayments"]) expect(till.rooms.askedBy(none)).toEqual([]);
    till.rooms.reset();
    expect(await till.place(viewer)).toMatchObject({ status: "CONFIRMED" });
  });

  it.each([
    ["are promised", () => ({ authorizePayments: { ...bankAsks().authorizePayments, status: "AUTHORIZED" } })],
    ["are declined", () => ({ authorizePayments: { __typename: "PaymentDeclined", index: 0, declineCode: null } })],
  ])("says at once that it was given up, and ends for that, though its payments %s meanwhile", async (_, answer) => {
    till.rooms.answers["AuthorizePayments"] = () => bankAsks();
    const viewer = await till.shopper();
    const { id } = await till.place(viewer, { payments: [{ method: "CARD", token: "tok_1" }] });
    const [asked, may] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    till.rooms.answers["AuthorizePayments"] = async () => {
      asked.resolve();
      await may.promise;
      return answer();
    };
    await till.wake(id);
    await asked.promise;
    const cancelled = till.cancel(viewer, { id, reason: "Too dear" });
    await eventually(async () => (await till.checkoutOf(id)).abort !== null);
    expect(await till.read(viewer, id)).toMatchObject({
      ...{ status: "PENDING", checkout: { status: "FAILED", problem: "CHECKOUT_ABORTED", nextAction: null } },
    });
    may.resolve();
    expect(await cancelled).toMatchObject({
      ...{ status: "CANCELLED", checkout: { status: "FAILED", problem: "CHECKOUT_ABORTED" } },
      history: [{ to: "PENDING" }, { to: "CANCELLED", actor: "SHOPPER", reason: "Too dear" }],
    });
    expect(till.rooms.askedBy("ReleaseReservation")).toEqual([{ key: id }]);
  });

  it("is cancelled as a confirmed order when it was confirmed before it could be given up", async () => {
    const viewer = await till.shopper();
    const taking = Promise.withResolvers<void>();
    till.rooms.answers["CapturePayments"] = async () => {
      await taking.promise;
      return { capturePayments: { __typename: "PaymentStanding", status: "CAPTURED", nextAction: null } };
    };
    const { id } = await till.place(viewer);
    // As the cancellation finds it that looks just before the confirmation is committed.
    const stands = (status: "PENDING" | "CONFIRMED") => till.shop.db.order.update({ where: { id }, data: { status } });
    await stands("PENDING");
    const cancelled = till.cancel(viewer, { id });
    await eventually(
      async () => (await till.shop.db.kitProcess.count({ where: { name: "cancellation", subject: id } })) === 1,
    );
    await stands("CONFIRMED");
    taking.resolve();
    expect(await cancelled).toMatchObject({ __typename: "Order", status: "CANCELLED" });
    expect(await till.told(id)).toMatchObject([
      { type: "orders.orderPlaced" },
      { type: "orders.orderCancelled", data: { whole: true } },
    ]);
    await eventually(async () => till.rooms.askedBy("ReleaseReservation").length === 1);
    expect(till.rooms.askedBy("RefundPayments")).toHaveLength(1);
    expect(till.rooms.askedBy("VoidPayments")).toEqual([]);
  });

  it("is tried again at once by staff", async () => {
    till.rooms.answers["AuthorizePayments"] = () => bankAsks();
    const { id } = await till.place(await till.shopper(), { payments: [{ method: "CARD", token: "tok_1" }] });
    till.rooms.reset();
    expect(await steered("retryCheckout", id)).toMatchObject({ __typename: "Order", id });
    await over(id);
    expect((await look(id)).status).toBe("CONFIRMED");
  });

  it("cannot be steered when it is over, is none, or by anybody else", async () => {
    const { id } = await till.place(await till.shopper());
    await over(id);
    for (const field of ["retryCheckout", "abortCheckout"]) {
      expect(await steered(field, id)).toEqual({ __typename: "CheckoutOver", code: "CHECKOUT_OVER" });
      for (const none of [newId("order"), "", "\u0000"])
        expect(await steered(field, none)).toEqual({ __typename: "OrderNotFound", code: "ORDER_NOT_FOUND" });
      expect(await steered(field, id, staff(["orders:read"]))).toBe("FORBIDDEN");
      expect(await steered(field, id, guest)).toBe("UNAUTHENTICATED");
    }
    expect((await look(id)).status).toBe("CONFIRMED");
  });
});

describe("An order's timeline", () => {
  it("is one list of what every room knows, and says which rooms do not answer", async () => {
    const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
    till.rooms.answers["MoneyOf"] = () => ({
      paymentEventsOf: [
        {
          type: "payments.paymentFailed",
          at: at(3),
          amount: { amount: "25.00", currency: "GBP" },
          reason: "DECLINED",
        },
      ],
      ledgerOf: [
        { kind: "CAPTURE", at: at(2), entries: [{ account: "sales", amount: { amount: "-25.00", currency: "GBP" } }] },
      ],
    });
    till.rooms.answers["MovementsOf"] = () => ({
      movementsOf: [{ kind: "RESERVED", variantId: "v", warehouse: "MAIN", quantity: 2, at: at(1) }],
    });
    const { id } = await till.place(await till.shopper());
    await over(id);
    const { timeline } = await look(id);
    expect(timeline.missing).toEqual(["notifications"]);
    const kinds = timeline.entries.map(({ room, kind, name }) => `${room} ${kind} ${name}`);
    expect(kinds.slice(0, 3)).toEqual([
      "inventory STOCK RESERVED",
      "payments LEDGER CAPTURE",
      "payments EVENT payments.paymentFailed",
    ]);
    expect(kinds.slice(3).sort()).toEqual(
      [
        "orders EVENT orders.orderPlaced",
        ...["hold", "quote", "draft", "reserve", "authorize", "commit", "confirm", "capture"].map(
          (step) => `orders STEP ${step}`,
        ),
      ].sort(),
    );
    expect(timeline.entries.map(({ detail }) => detail)).toEqual(
      expect.arrayContaining(["2 of v in MAIN", "sales -25.00 GBP", "25.00 GBP, reason: DECLINED", "total 25.00 GBP"]),
    );
    const times = timeline.entries.map((entry) => entry["at"] ?? "");
    expect(times).toEqual(times.toSorted());
  });
});

describe("A timeline of an order that was cancelled bit by bit", () => {
  it("has the steps of every cancellation", async () => {
    const viewer = await till.shopper(3);
    const { id, lines } = await till.place(viewer);
    for (const { id: lineId } of [...lines, ...lines])
      expect(await till.cancel(viewer, { id, lines: [{ lineId, quantity: 1 }] })).toMatchObject({
        status: "CONFIRMED",
      });
    const running = () => till.shop.db.kitProcess.count({ where: { subject: id, status: "RUNNING" } });
    await eventually(async () => (await running()) === 0);
    const { entries } = (await look(id)).timeline;
    const steps = entries.flatMap(({ kind, name }) => (kind === "STEP" ? [name] : []));
    const once = ["settled", "cancel", "refund", "returnStock"];
    expect(steps.filter((name) => name !== undefined && once.includes(name)).sort()).toEqual([...once, ...once].sort());
    expect(steps).toContain("capture");
  });
});

describe("Invoices", () => {
  it("are numbered without gaps, however many number them at once, and only what was confirmed", async () => {
    const { db } = till.shop;
    for (let i = 0; i < 5; i++) await till.shop.has(anOrder());
    await till.shop.has(anOrder({ status: "PENDING" }));
    const unnumbered = () => db.order.count({ where: { status: "CONFIRMED", invoiceNumber: null } });
    while ((await unnumbered()) > 0)
      await Promise.all(Array.from({ length: 5 }, () => till.shop.as(clerk).run(issueInvoices, undefined)));
    await haveNoGaps();
  });

  it("are issued for what was cancelled before it was numbered, and not for what was never paid or confirmed", async () => {
    const { db } = till.shop;
    const never = await till.shop.has(anOrder({ status: "PENDING" }));
    await db.order.update({ where: { id: never.id }, data: { status: "CANCELLED", cancelledAt: never.placedAt } });
    const unpaid = await till.shop.has(anOrder({ status: "PAYMENT_FAILED" }));
    const cancelled = await till.shop.has(anOrder({ status: "CANCELLED" }));
    const numberOf = async ({ id }: { id: string }) =>
      (await db.order.findUniqueOrThrow({ where: { id } })).invoiceNumber;
    // Whoever else numbers just now may have it in hand.
    await eventually(async () => {
      await till.shop.as(clerk).run(issueInvoices, undefined);
      return (await numberOf(cancelled)) !== null;
    });
    expect([await numberOf(never), await numberOf(unpaid)]).toEqual([null, null]);
    await haveNoGaps();
  });

  async function haveNoGaps() {
    const { db } = till.shop;
    const { year, last } = await db.invoiceCounter.findFirstOrThrow();
    const numbered = await db.order.findMany({
      where: { invoiceNumber: { not: null } },
      orderBy: { invoiceNumber: "asc" },
    });
    expect(numbered.map(({ invoiceNumber }) => invoiceNumber)).toEqual(
      Array.from({ length: last }, (_, i) => `${year}-${String(i + 1).padStart(6, "0")}`),
    );
    expect(numbered.every(({ confirmedAt, invoicedAt }) => confirmedAt !== null && invoicedAt !== null)).toBe(true);
  }
});
