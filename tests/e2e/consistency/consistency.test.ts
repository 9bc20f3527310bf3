import { accounts } from "@madang/accounts";
import { analytics } from "@madang/analytics";
import { readSupergraphConfig } from "@madang/contracts";
import { orders } from "@madang/orders";
import { payments } from "@madang/payments";
import { newId } from "@madang/service-kit";
import { freePort, guest, staff, startTestSubgraph } from "@madang/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { anOrder } from "../../../subgraphs/orders/src/fixtures/anOrder.ts";

const accountsSecret = { ACCESS_TOKEN_SECRET: "a secret for the access tokens of tests" };

/** Figures, orders and payments as they are; the other rooms are not there. */
async function openRooms() {
  await using opening = new AsyncDisposableStack();
  const rooms = {
    accounts: opening.use(await startTestSubgraph(accounts, { env: accountsSecret })),
    orders: opening.use(await startTestSubgraph(orders)),
    payments: opening.use(await startTestSubgraph(payments)),
  };
  const PORT = String(await freePort());
  const own = { url: `http://127.0.0.1:${PORT}/graphql` };
  const figures = opening.use(
    await startTestSubgraph(analytics, { env: { PORT }, peers: { ...rooms, analytics: own } }),
  );
  const all = opening.move();
  return { ...rooms, analytics: figures, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

let shop: Awaited<ReturnType<typeof openRooms>>;
beforeAll(async () => {
  shop = await openRooms();
});
afterAll(() => shop[Symbol.asyncDispose]());

interface Answer {
  consistencyReport: {
    inconsistencies: { room: string; check: string; subject: string; detail: string }[];
    missing: string[];
  };
}

async function report() {
  const document = "{ consistencyReport { inconsistencies { room check subject detail } missing at } }";
  const { data, errors } = await shop.analytics.as(staff(["analytics:read"])).query<Answer>(document);
  expect(errors).toEqual([]);
  return data?.consistencyReport;
}

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);

/** Has the ledger say that money was taken of which nobody was told. */
const books = (minor: bigint, at: Date) =>
  shop.payments.db.ledgerTransaction.create({
    data: {
      id: newId("ledger_transaction"),
      kind: "CAPTURE",
      effect: newId("effect"),
      at,
      entries: {
        create: [
          { line: 0, account: "provider:sandbox", currency: "GBP", amountMinor: minor },
          { line: 1, account: "sales", currency: "GBP", amountMinor: -minor },
        ],
      },
    },
  });

describe("consistencyReport", () => {
  it("asks every room that there is, and names those that do not answer", async () => {
    const there = ["accounts", "orders", "payments", "analytics"];
    const missing = readSupergraphConfig()
      .map(({ name }) => name)
      .filter((name) => !there.includes(name));
    expect(missing).not.toEqual([]);
    expect(await report()).toMatchObject({ inconsistencies: [], missing });
  });

  it("tells what a room finds, and what two rooms count differently once it is no longer on its way", async () => {
    const id = crypto.randomUUID();
    await shop.accounts.db.kitDeadLetter.create({
      data: {
        id,
        kind: "event",
        type: "x.y",
        subject: "z",
        body: {},
        error: "No.",
        attempts: 5,
        failedAt: minutesAgo(1),
      },
    });
    await books(2_500n, minutesAgo(20));
    await books(99n, minutesAgo(10));
    await shop.analytics.db.salesFigure.create({
      data: {
        ...{ scope: "", span: "DAY", startsAt: minutesAgo(0), channel: "default", currency: "GBP", country: "GB" },
        ...{ gross: 1, cancelled: 0, captured: 0, refunded: 0, orders: 1, netOrders: 1, touchedOrders: 0 },
        ...{ newBuyers: 0, units: 1, netUnits: 1 },
      },
    });
    expect((await report())?.inconsistencies).toEqual([
      { room: "accounts", check: "dead-letters-are-replayed", subject: id, detail: "x.y about z: No." },
      expect.objectContaining({ room: "analytics", check: "figures-equal-orders", subject: "GBP/DAY" }),
      {
        room: "analytics",
        check: "money-equals-ledger",
        subject: "GBP",
        detail: "captured: 2500 in payments, 0 in analytics (GBP).",
      },
    ]);
  });

  it("tells of orders that only one of orders and analytics has, once they are no longer on their way", async () => {
    const check = "sales-equal-orders";
    const differences = async () => (await report())?.inconsistencies.filter((one) => one.check === check);
    const confirmed = (at: Date) => shop.orders.has(anOrder({ placedAt: at }));
    const counted = (id: string, at: Date) =>
      shop.analytics.db.salesOrder.create({
        data: {
          ...{ id, placedAt: at, toldAt: at, channel: "default", currency: "GBP", country: "GB" },
          ...{ gross: 2_599, cancelled: 0, captured: 0, refunded: 0, units: 3, netUnits: 3 },
          ...{ touched: false, newBuyer: true },
        },
      });
    await counted((await confirmed(minutesAgo(20))).id, minutesAgo(20));
    await confirmed(minutesAgo(10));
    expect(await differences()).toEqual([]);

    await confirmed(minutesAgo(20));
    const found = { room: "analytics", check, subject: "GBP" };
    expect(await differences()).toEqual([
      { ...found, detail: "orders: 2 in orders, 1 in analytics (GBP)." },
      { ...found, detail: "total: 5198 in orders, 2599 in analytics (GBP)." },
    ]);
    for (const orderId of ["order_x", "order_y"]) await counted(orderId, minutesAgo(20));
    expect(await differences()).toEqual([
      { ...found, detail: "orders: 2 in orders, 3 in analytics (GBP)." },
      { ...found, detail: "total: 5198 in orders, 7797 in analytics (GBP)." },
    ]);
  });

  it("is for staff with the scope alone", async () => {
    const { errors } = await shop.analytics.as(guest).query("{ consistencyReport { missing } }");
    expect(errors[0]?.extensions?.["code"]).toBe("UNAUTHENTICATED");
  });
});
