import { newId } from "@madang/service-kit";
import { service, startTestSubgraph } from "@madang/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { payments } from "../subgraph.ts";

const now = new Date("2026-11-20T09:30:00.000Z");
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);

const open = () => startTestSubgraph(payments);
let till: Awaited<ReturnType<typeof open>>;
beforeAll(async () => {
  till = await open();
  till.clock.set(now);
});
afterAll(() => till[Symbol.asyncDispose]());

interface Found {
  readonly check: string;
  readonly subject: string;
  readonly detail: string;
}

/** What one check finds: a row that is planted for one may be wrong to others as well. */
async function found(check: string): Promise<Omit<Found, "check">[]> {
  const document = "{ found: paymentsInconsistencies { check subject detail } }";
  const { data } = await till.as(service("analytics")).query<{ found: Found[] }>(document);
  if (!data) throw new Error("There is no answer.");
  return data.found.filter((one) => one.check === check).map(({ subject, detail }) => ({ subject, detail }));
}

interface Fields {
  readonly status?: "REQUESTED" | "AUTHORIZED" | "CAPTURED" | "DECLINED";
  readonly heldMinor?: bigint;
  readonly capturedMinor?: bigint;
  readonly refundedMinor?: bigint;
  readonly chargedBackMinor?: bigint;
  readonly updatedAt?: Date;
}

/** A card's payment of an order whose payments are over since then. */
async function aPayment(over: Date, fields: Fields): Promise<string> {
  const [id, orderId] = [newId("payment"), newId("order")];
  const { db } = till;
  await db.orderPayments.create({ data: { orderId, status: "VOIDED", createdAt: over, voidedAt: over } });
  const what = { method: "CARD", provider: "sandbox", currency: "GBP", amountMinor: 100n } as const;
  const changed = { createdAt: over, updatedAt: over };
  await db.payment.create({ data: { id, orderId, position: 0, ...what, ...changed, ...fields } });
  return id;
}

const books = (kind: "CAPTURE" | "GIFT_CARD_ISSUE", about: object, account: object) =>
  till.db.ledgerTransaction.create({
    data: {
      ...{ id: newId("ledger_transaction"), kind, effect: newId("effect"), at: now, ...about },
      entries: {
        create: [
          { line: 0, account: "elsewhere", currency: "GBP", amountMinor: 100n },
          { line: 1, currency: "GBP", amountMinor: -100n, account: "sales", ...account },
        ],
      },
    },
  });

describe("the checks of payments", () => {
  it("name a gift card whose balance is not what the ledger owes, or that holds what no order does", async () => {
    const aCard = async (balanceMinor: bigint, heldMinor: bigint) => {
      const [id, codeHash] = [newId("gift_card"), newId("code")];
      const data = { id, codeHash, codeEnd: "ABCD", currency: "GBP", balanceMinor, heldMinor, createdAt: now };
      await till.db.giftCard.create({ data });
      await books("GIFT_CARD_ISSUE", { giftCardId: id }, { account: "gift_cards", giftCardId: id });
      return id;
    };
    await aCard(100n, 0n);
    const [richer, held] = [await aCard(101n, 0n), await aCard(100n, 40n)];
    expect(await found("gift-cards-equal-ledger")).toEqual([
      { subject: richer, detail: "balance 101, held 0; the ledger owes 100, and orders hold 0." },
      { subject: held, detail: "balance 100, held 40; the ledger owes 100, and orders hold 0." },
    ]);
  });

  it("name a payment, and a part of a refund, that is not answered for over 15 minutes", async () => {
    const aRefund = async (createdAt: Date) => {
      const paymentId = await aPayment(createdAt, { status: "DECLINED" });
      const { orderId } = await till.db.payment.findUniqueOrThrow({ where: { id: paymentId } });
      const [id, partId] = [newId("refund"), newId("refund_part")];
      const part = { id: partId, paymentId, amountMinor: 1n, status: "REQUESTED", createdAt } as const;
      const asked = { orderId, source: "ASKED", key: id, amountMinor: 1n, currency: "GBP", createdAt } as const;
      await till.db.refund.create({ data: { id, ...asked, parts: { create: part } } });
      return partId;
    };
    await aPayment(minutesAgo(15), { status: "REQUESTED" });
    await aRefund(minutesAgo(15));
    const [payment, part] = [await aPayment(minutesAgo(16), { status: "REQUESTED" }), await aRefund(minutesAgo(16))];
    expect(await found("providers-answer")).toEqual([
      { subject: payment, detail: "asked of sandbox, and not answered." },
      { subject: part, detail: "a refund that is not answered." },
    ]);
  });

  it("name what is held or kept 15 minutes after the payments of an order are over", async () => {
    const kept = { status: "CAPTURED", capturedMinor: 100n, refundedMinor: 40n } as const;
    await aPayment(minutesAgo(15), kept);
    await aPayment(minutesAgo(16), { ...kept, updatedAt: minutesAgo(15) });
    await aPayment(minutesAgo(16), { ...kept, chargedBackMinor: 60n });
    const holds = await aPayment(minutesAgo(16), { status: "AUTHORIZED", heldMinor: 100n });
    const keeps = await aPayment(minutesAgo(16), kept);
    expect(await found("nothing-kept-of-what-is-over")).toEqual([
      { subject: holds, detail: "AUTHORIZED: 100 held, 0 kept." },
      { subject: keeps, detail: "CAPTURED: 0 held, 60 kept." },
    ]);
  });

  it("name a payment of which the ledger has what was never published, or was twice", async () => {
    const captured = async (told: number) => {
      const paymentId = await aPayment(now, {});
      await books("CAPTURE", { paymentId }, {});
      const event = { type: "payments.paymentCaptured", subject: paymentId, schemaVersion: 1, time: now, data: {} };
      for (let sequence = 1; sequence <= told; sequence++)
        await till.db.kitEvent.create({ data: { id: crypto.randomUUID(), sequence, ...event } });
      return paymentId;
    };
    await captured(1);
    const [never, twice] = [await captured(0), await captured(2)];
    expect(await found("ledger-is-told")).toEqual([
      { subject: never, detail: "1 CAPTURE in the ledger, 0 told." },
      { subject: twice, detail: "1 CAPTURE in the ledger, 2 told." },
    ]);
  });
});
