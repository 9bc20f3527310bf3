import { newId } from "@madang/service-kit";
import { ada, brian, guest, service, staff } from "@madang/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Asking, asking, authorize, capture, card, giveBack, invoice } from "./fixtures/asking.ts";
import { aGiftCard, balances, standings } from "./fixtures/books.ts";
import { clerk, openTill, orders, type Till } from "./fixtures/openTill.ts";

const { accountId } = ada;

describe("the graph of payments", { timeout: 60_000 }, () => {
  let till: Till;
  let order: Asking;
  let paymentId: string;
  beforeAll(async () => {
    till = await openTill();
    order = asking([card("tok_ok", { save: true })], { accountId });
    await authorize(till, order);
    await capture(till, order.orderId);
    await giveBack(till, order.orderId, "2500");
    paymentId = (await till.db.payment.findFirstOrThrow({ where: { orderId: order.orderId } })).id;
  }, 60_000);
  afterAll(() => till[Symbol.asyncDispose]());

  const seenBy = async (viewer: typeof guest) => {
    const document = `query ($of: [_Any!]!, $id: ID!) {
      payment(id: $id) { id }
      _entities(representations: $of) {
        ... on Order { payments { method status amount { amount } refunded { amount } refunds { status reason amount { amount } } } }
        ... on Account { paymentMethods { last4 } storeCredit { amount currency } }
        ... on Payment { status }
        ... on SavedPaymentMethod { brand }
      }
    }`;
    const [saved] = await till.db.savedMethod.findMany();
    const of = [
      { __typename: "Order", id: order.orderId },
      { __typename: "Account", id: accountId },
      { __typename: "Payment", id: paymentId },
      { __typename: "SavedPaymentMethod", id: saved?.id },
      { __typename: "Order", id: newId("order") },
    ];
    return (await till.as(viewer).query(document, { of, id: paymentId })).data;
  };

  it("shows payments and wallet to whose they are, and to staff", async () => {
    await aGiftCard(till, "12.50", { accountId });
    const all = {
      payment: { id: paymentId },
      _entities: [
        {
          payments: [
            {
              method: "CARD",
              status: "CAPTURED",
              amount: { amount: "100.00" },
              refunded: { amount: "25.00" },
              refunds: [{ status: "REFUNDED", reason: "Cancelled", amount: { amount: "25.00" } }],
            },
          ],
        },
        { paymentMethods: [{ last4: "4242" }], storeCredit: [{ amount: "12.50", currency: "GBP" }] },
        { status: "CAPTURED" },
        { brand: "visa" },
        { payments: null },
      ],
    };
    expect(await seenBy(ada)).toEqual(all);
    expect(await seenBy(staff(["payments:read"]))).toEqual(all);
  });

  it("looks empty to everybody else", async () => {
    const nothing = {
      payment: null,
      _entities: [{ payments: null }, { paymentMethods: null, storeCredit: null }, null, null, { payments: null }],
    };
    for (const viewer of [guest, brian, staff(["orders:read"])]) expect(await seenBy(viewer)).toEqual(nothing);
  });

  it("shows staff the ledger, page by page", async () => {
    const document = `{ payments(first: 1, status: CAPTURED) { nodes { id provider providerReference
      ledger { kind entries { account amount { amount } } } } pageInfo { hasNextPage } } }`;
    const { data } = await till.as(clerk).query(document);
    expect(data).toMatchObject({
      payments: {
        nodes: [
          {
            id: paymentId,
            provider: "sandbox",
            providerReference: expect.stringMatching(/^pay_/),
            ledger: [
              { kind: "AUTHORIZATION" },
              {
                kind: "CAPTURE",
                entries: [
                  { account: "provider:sandbox", amount: { amount: "100.00" } },
                  { account: "sales", amount: { amount: "-100.00" } },
                  { account: "authorized", amount: { amount: "-100.00" } },
                  { account: "authorizations", amount: { amount: "100.00" } },
                ],
              },
              { kind: "FEE" },
              { kind: "REFUND" },
            ],
          },
        ],
        pageInfo: { hasNextPage: false },
      },
    });
  });

  it("tells the other rooms, and nobody else", async () => {
    const document = `query ($id: ID!, $from: DateTime!, $to: DateTime!) {
      paymentStanding(orderId: $id) { status } ledgerOf(orderId: $id) { kind paymentId }
      paymentEventsOf(orderId: $id) { type amount { amount currency } reason } }`;
    const told = await till
      .as(orders)
      .query(document.replace(", $from: DateTime!, $to: DateTime!", ""), { id: order.orderId });
    expect(told.data).toMatchObject({ paymentStanding: { status: "CAPTURED" }, ledgerOf: { length: 4 } });
    const event = (type: string, amount: string, reason: string | null = null) => ({
      type: `payments.${type}`,
      amount: { amount, currency: "GBP" },
      reason,
    });
    expect(told.data?.["paymentEventsOf"]).toEqual([
      event("paymentAuthorized", "100.00"),
      event("paymentCaptured", "100.00"),
      event("paymentRefunded", "25.00"),
      event("refundCompleted", "25.00", "Cancelled"),
    ]);
    const totals =
      "query ($from: DateTime!, $to: DateTime!) { ledgerTotals(from: $from, to: $to) { currency capturedMinor refundedMinor chargedBackMinor } }";
    const range = { from: new Date(0).toISOString(), to: new Date(Date.now() + 60_000).toISOString() };
    expect((await till.as(service("analytics")).query(totals, range)).data).toEqual({
      ledgerTotals: [{ currency: "GBP", capturedMinor: "10000", refundedMinor: "2500", chargedBackMinor: "0" }],
    });
    for (const viewer of [guest, ada, clerk, service("catalog")]) {
      const { errors } = await till
        .as(viewer)
        .query("mutation ($id: ID!) { voidPayments(orderId: $id) { __typename } }", { id: order.orderId });
      expect(errors[0]?.extensions?.["code"]).toMatch(/FORBIDDEN|UNAUTHENTICATED/);
    }
    expect(await standings(till, order.orderId)).toEqual(["CARD CAPTURED captured 10000 refunded 2500 held 0"]);
  });

  it("has an invoice paid once, and no other payment", async () => {
    const bill = asking([invoice()]);
    await authorize(till, bill);
    const { id } = await till.db.payment.findFirstOrThrow({ where: { orderId: bill.orderId } });
    const record = (payment: string, idempotencyKey: string, viewer = clerk, reference = "RF18 5390") =>
      till.as(viewer).query(
        `mutation ($input: RecordInvoicePaymentInput!) { recordInvoicePayment(input: $input) {
          __typename ... on Payment { status captured { amount } providerReference } ... on InvoiceNotOpen { status } } }`,
        { input: { idempotencyKey, paymentId: payment, reference } },
      );
    const paid = {
      __typename: "Payment",
      status: "CAPTURED",
      captured: { amount: "100.00" },
      providerReference: "RF18 5390",
    };
    expect((await record(id, "zeroth-key", clerk, "4242 4242 4242 4242")).data).toEqual({
      recordInvoicePayment: { __typename: "InvalidInput" },
    });
    expect((await record(id, "first-key")).data).toEqual({ recordInvoicePayment: paid });
    expect((await record(id, "first-key")).data).toEqual({ recordInvoicePayment: paid });
    expect((await record(id, "second-key")).data).toEqual({
      recordInvoicePayment: { __typename: "InvoiceNotOpen", status: "CAPTURED" },
    });
    expect((await record(paymentId, "third-key")).data).toMatchObject({
      recordInvoicePayment: { __typename: "InvoiceNotOpen" },
    });
    expect((await record(newId("payment"), "fourth-key")).data).toEqual({
      recordInvoicePayment: { __typename: "PaymentNotFound" },
    });
    expect((await record(id, "fifth-key", staff(["payments:read"]))).errors[0]?.extensions?.["code"]).toBe("FORBIDDEN");
    expect(await balances(till, bill.orderId)).toEqual({ bank: 10_000n, sales: -10_000n });
  });

  it("tells the code of a gift card once, and shows no more of one than of none", async () => {
    const issue = (amount: string, idempotencyKey: string) =>
      till.as(clerk).query<{ issueGiftCard: { code: string } }>(
        `mutation ($input: IssueGiftCardInput!) { issueGiftCard(input: $input) { __typename
          ... on GiftCardIssued { code balance { amount } } ... on InvalidInput { fields { path code } } } }`,
        { input: { idempotencyKey, amount, currency: "KRW" } },
      );
    const code = (await issue("5000", "gift-key")).data?.issueGiftCard.code ?? "";
    expect(code).toMatch(/^([A-Z]{5}-){3}[A-Z]{5}$/);
    expect((await issue("5000", "gift-key")).data?.issueGiftCard).toMatchObject({
      code: `·····-·····-·····-${code.slice(-5)}`,
      balance: { amount: "5000" },
    });
    for (const amount of ["50.5", "0", "-1"])
      expect((await issue(amount, newId("key"))).data?.issueGiftCard).toMatchObject({ __typename: "InvalidInput" });
    const stored = await till.db.$queryRaw<
      unknown[]
    >`SELECT row_to_json(g)::text AS row FROM gift_card g UNION ALL SELECT row_to_json(k)::text FROM kit_idempotency k`;
    expect(JSON.stringify(stored)).not.toContain(code);

    const used = await aGiftCard(till, "1.00");
    await authorize(till, asking([{ method: "GIFT_CARD", giftCardCode: used.code }], { totalMinor: "100" }));
    const others = await aGiftCard(till, "1.00", { accountId });
    const look = async (text: string, viewer = guest) =>
      (
        await till
          .as(viewer)
          .query("query ($code: String!) { giftCard(code: $code) { balance { amount currency } } }", { code: text })
      ).data;
    expect(await look(code)).toEqual({ giftCard: { balance: { amount: "5000", currency: "KRW" } } });
    expect(await look(others.code, ada)).toEqual({ giftCard: { balance: { amount: "1.00", currency: "GBP" } } });
    for (const text of ["AAAAA-AAAAA-AAAAA-AAAAA", used.code, others.code])
      expect(await look(text)).toEqual({ giftCard: null });
  });

  it("has a person settle a difference, once", async () => {
    const found = {
      id: newId("discrepancy"),
      kind: "CHARGEBACK",
      provider: "sandbox",
      subject: "x",
      detail: "y",
      foundAt: new Date(),
    };
    await till.has((db) => db.discrepancy.create({ data: found }));
    const list = async () => (await till.as(clerk).query("{ paymentDiscrepancies { id kind payment { id } } }")).data;
    expect(await list()).toEqual({ paymentDiscrepancies: [{ id: found.id, kind: "CHARGEBACK", payment: null }] });
    const settle = async (note = "Disputed with the bank") =>
      (
        await till
          .as(clerk)
          .query(
            "mutation ($input: SettlePaymentDiscrepancyInput!) { settlePaymentDiscrepancy(input: $input) { __typename } }",
            { input: { id: found.id, note } },
          )
      ).data;
    expect(await settle("The card is\n4242 4242 4242 4242")).toEqual({
      settlePaymentDiscrepancy: { __typename: "InvalidInput" },
    });
    expect(await settle()).toEqual({ settlePaymentDiscrepancy: { __typename: "PaymentDiscrepancy" } });
    expect(await settle()).toEqual({ settlePaymentDiscrepancy: { __typename: "PaymentDiscrepancyNotFound" } });
    expect(await list()).toEqual({ paymentDiscrepancies: [] });
  });

  it("finds nothing wrong with books that are right, and what is wrong with others", async () => {
    const find = async () =>
      (
        await Promise.all(
          (till.running.service.subgraph.checks ?? []).map(({ find }) =>
            find(till.db, new Date(Date.now() + 1_000_000)),
          ),
        )
      ).flat();
    expect(await find()).toEqual([]);
    await till.db.payment.update({ where: { id: paymentId }, data: { refundedMinor: 2_400n } });
    expect(await find()).toEqual([{ subject: paymentId, detail: expect.stringContaining("refunded 2400") }]);
    await till.db.payment.update({ where: { id: paymentId }, data: { refundedMinor: 2_500n } });
  });
});
