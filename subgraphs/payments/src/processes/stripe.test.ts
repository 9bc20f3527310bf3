import { freePort } from "@madang/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { asking, authorize, capture, card, giveBack, letGo } from "../fixtures/asking.ts";
import { balances, bookings, events, standings, wrongBooks } from "../fixtures/books.ts";
import { openTill, type Till } from "../fixtures/openTill.ts";
import { startStripeStandIn } from "../fixtures/stripe/startStripeStandIn.ts";
import { stripeTokens } from "../fixtures/stripe/stripeActions.ts";

describe("an order paid by Stripe", { timeout: 60_000 }, () => {
  let standIn: Awaited<ReturnType<typeof startStripeStandIn>>;
  let till: Till;
  beforeEach(async () => {
    const port = String(await freePort());
    standIn = await startStripeStandIn({ webhook: `http://127.0.0.1:${port}/webhooks/stripe` });
    const { url: STRIPE_API_BASE, secretKey: STRIPE_SECRET_KEY, webhookSecret: STRIPE_WEBHOOK_SECRET } = standIn;
    const stripe = { STRIPE_API_BASE, STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET };
    till = await openTill({ env: { PORT: port, RECONCILE_EVERY_MS: "1000", ...stripe } });
  }, 60_000);
  afterEach(async () => {
    expect(await wrongBooks(till)).toEqual([]);
    await till[Symbol.asyncDispose]();
    await standIn[Symbol.asyncDispose]();
  });

  const compare = async () => {
    till.clock.advance(2_000);
    await till.sweep("reconciliation");
  };
  const found = () => till.db.discrepancy.findMany({ select: { kind: true, detail: true } });
  const visa = () => asking([card(stripeTokens.ok)]);

  it("is let go of, and owes nothing after that", async () => {
    const order = visa();
    await authorize(till, order);
    expect(await letGo(till, order.orderId)).toMatchObject({ __typename: "PaymentsVoided" });
    await compare();
    expect(await standings(till, order.orderId)).toEqual(["CARD VOIDED captured 0 refunded 0 held 0"]);
    expect(await balances(till)).toEqual({});
    expect(standIn.journal).toEqual(["authorized 10000", "voided"]);
    expect(await found()).toEqual([]);
  });

  it("is taken less what was given up before, and refunded by what was taken", async () => {
    const order = visa();
    await authorize(till, order);
    await giveBack(till, order.orderId, "4000");
    await capture(till, order.orderId);
    await compare();
    await giveBack(till, order.orderId, "1000");
    await compare();
    expect(await standings(till, order.orderId)).toEqual(["CARD CAPTURED captured 6000 refunded 1000 held 0"]);
    expect(standIn.journal).toEqual(["authorized 10000", "captured 6000", "refunded 1000"]);
    expect(await found()).toEqual([]);
  });

  it("tells by webhook what came later: a charge back, and a refund that failed", async () => {
    const order = visa();
    await authorize(till, order);
    await capture(till, order.orderId);
    await giveBack(till, order.orderId, "1000");
    const [payment] = await till.db.payment.findMany();
    const ref = payment?.providerRef ?? "";
    standIn.dispute(ref);
    await expect.poll(() => events(till, order.orderId), { timeout: 20_000 }).toContain("paymentChargedBack 9000");
    const booked = await bookings(till, order.orderId);
    standIn.failRefund(ref);
    await expect.poll(found, { timeout: 20_000 }).toEqual([
      { kind: "CHARGEBACK", detail: "The shopper's bank took 9000 GBP back in all" },
      { kind: "AMOUNT_DIFFERS", detail: "1000 GBP was given back, and the provider has 0 by now" },
    ]);
    expect(await bookings(till, order.orderId)).toEqual(booked);
  });
});
